// A custom sender: Cognito hands it a user and an encrypted code, once for each message.
// Decrypt the code with the AWS Encryption SDK (@aws-crypto/client-node) and KEY_ARN, then send it.
// This one only logs what it would do; neither code nor address goes into the log.
export const handler = async (event) => {
  console.log(JSON.stringify({ trigger: event.triggerSource, pool: event.userPoolId, hasCode: Boolean(event.request?.code) }));
  return event;
};
