"""Mail and SMS in one outbox, each with its sender."""

from __future__ import annotations

import http.client
import json
import urllib.request

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

from terraform_scenarios.gateway import Fault, FaultKind, Gateway, GatewayError
from terraform_scenarios.targets.servers import free_port

from ..rules.cases import Setting, recovery, ses, sms

PASSWORD = "Correct-Horse-7-Battery"
PHONE = "+15555550100"


@pytest.fixture
def setting(account, gateway):
    account.region = "eu-central-1"
    return Setting(account, lambda name: gateway.manual.verify_sender(name))


@pytest.fixture
def browser(gateway):
    """A client that does not sign its calls, like a web page."""
    return boto3.client(
        "cognito-idp",
        endpoint_url=gateway.endpoint,
        region_name="eu-central-1",
        config=Config(signature_version=UNSIGNED, retries={"max_attempts": 0}),
    )


def app_client(setting, pool):
    made = setting.client("cognito-idp").create_user_pool_client(
        UserPoolId=pool,
        ClientName="web",
        ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    )
    return made["UserPoolClient"]["ClientId"]


def sign_up(browser, client, **attributes):
    given = [{"Name": name, "Value": value} for name, value in attributes.items()]
    return browser.sign_up(ClientId=client, Username="ada", Password=PASSWORD, UserAttributes=given)


def of(gateway, setting):
    return [one for one in gateway.messages() if one.account == setting.number]


def test_a_sign_up_by_mail_shows_from_reply_to_identity_and_code(setting, gateway, browser):
    arn = setting.identity("example.com")
    sender = "Example <no-reply@example.com>"
    pool = setting.pool(
        **ses(arn, sender, ReplyToEmailAddress="help@example.com"),
        AutoVerifiedAttributes=["email"],
        EmailVerificationMessage="Hello, {####} it is",
    )
    client = app_client(setting, pool)
    # This call is unsigned: the gateway finds the account of the app client.
    sign_up(browser, client, email="ada@example.org")
    (mail,) = of(gateway, setting)
    assert (mail.channel, mail.sender, mail.destination) == ("email", sender, "ada@example.org")
    assert (mail.sent_through, mail.reply_to) == (arn, ("help@example.com",))
    assert (mail.code, mail.text) == ("123456", "Hello, 123456 it is")
    browser.confirm_sign_up(ClientId=client, Username="ada", ConfirmationCode=mail.code)
    user = setting.client("cognito-idp").admin_get_user(UserPoolId=pool, Username="ada")
    assert user["UserStatus"] == "CONFIRMED"


def test_a_sign_up_by_phone_gets_its_code_by_sms(setting, gateway, browser):
    role = setting.role()
    pool = setting.pool(
        **sms(role, SnsRegion="eu-west-1"),
        AutoVerifiedAttributes=["phone_number"],
        SmsVerificationMessage="Code {####}",
    )
    answer = sign_up(browser, app_client(setting, pool), phone_number=PHONE)
    assert answer["CodeDeliveryDetails"]["DeliveryMedium"] == "SMS"
    (text,) = of(gateway, setting)
    assert (text.channel, text.destination, text.text) == ("sms", PHONE, "Code 123456")
    assert (text.code, text.sent_through, text.region) == ("123456", role, "eu-west-1")


@pytest.mark.parametrize(
    ("mechanisms", "channel"),
    [
        (("verified_phone_number", "verified_email"), "sms"),
        (("verified_email", "verified_phone_number"), "email"),
    ],
)
def test_the_code_for_a_forgotten_password_is_sent_by_the_first_mechanism(
    setting, gateway, browser, mechanisms, channel
):
    pool = setting.pool(**sms(setting.role()), **recovery(*mechanisms))
    client = app_client(setting, pool)
    sign_up(browser, client, phone_number=PHONE, email="ada@example.org")
    setting.client("cognito-idp").admin_update_user_attributes(
        UserPoolId=pool,
        Username="ada",
        UserAttributes=[
            {"Name": f"{name}_verified", "Value": "true"} for name in ("email", "phone_number")
        ],
    )
    before = len([one for one in of(gateway, setting) if one.channel == channel])
    answer = browser.forgot_password(ClientId=client, Username="ada")
    assert answer["CodeDeliveryDetails"]["DeliveryMedium"] == channel.upper()
    after = [one for one in of(gateway, setting) if one.channel == channel]
    assert len(after) == before + 1
    assert after[-1].code == "654321"


def test_an_invitation_by_sms_has_a_password_that_works(setting, gateway):
    pool = setting.pool(
        **sms(setting.role()),
        AdminCreateUserConfig={
            "InviteMessageTemplate": {"SMSMessage": "{username}, your password is {####}"}
        },
    )
    cognito = setting.client("cognito-idp")
    cognito.admin_create_user(
        UserPoolId=pool,
        Username="ada",
        UserAttributes=[{"Name": "phone_number", "Value": PHONE}],
    )
    (text,) = of(gateway, setting)
    assert text.text == f"ada, your password is {text.code}"
    client = cognito.create_user_pool_client(
        UserPoolId=pool, ClientName="c", ExplicitAuthFlows=["ALLOW_ADMIN_USER_PASSWORD_AUTH"]
    )["UserPoolClient"]["ClientId"]
    answer = cognito.admin_initiate_auth(
        UserPoolId=pool,
        ClientId=client,
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "ada", "PASSWORD": text.code},
    )
    assert answer["ChallengeName"] == "NEW_PASSWORD_REQUIRED"


def test_a_second_factor_by_sms_accepts_only_the_code_that_was_sent(setting, gateway, browser):
    pool = setting.pool(**sms(setting.role()), AutoVerifiedAttributes=["phone_number"])
    client = app_client(setting, pool)
    cognito = setting.client("cognito-idp")
    cognito.set_user_pool_mfa_config(
        UserPoolId=pool, MfaConfiguration="OPTIONAL", SmsMfaConfiguration=sms(setting.role("mfa"))
    )
    sign_up(browser, client, phone_number=PHONE)
    cognito.admin_confirm_sign_up(UserPoolId=pool, Username="ada")
    cognito.admin_set_user_mfa_preference(
        UserPoolId=pool, Username="ada", SMSMfaSettings={"Enabled": True, "PreferredMfa": True}
    )
    challenge = browser.initiate_auth(
        ClientId=client,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "ada", "PASSWORD": PASSWORD},
    )
    assert challenge["ChallengeName"] == "SMS_MFA"
    code = of(gateway, setting)[-1].code

    def respond(given):
        return browser.respond_to_auth_challenge(
            ClientId=client,
            ChallengeName="SMS_MFA",
            Session=challenge["Session"],
            ChallengeResponses={"USERNAME": "ada", "SMS_MFA_CODE": given},
        )

    wrong = "000000" if code != "000000" else "111111"
    with pytest.raises(ClientError, match="CodeMismatchException"):
        respond(wrong)
    gateway.manual.expire_codes(region="us-east-1")
    assert respond(code)["AuthenticationResult"]["AccessToken"]


def test_a_sign_in_whose_second_factor_has_expired_fails(setting, gateway, browser):
    pool = setting.pool(**sms(setting.role()), AutoVerifiedAttributes=["phone_number"])
    client = app_client(setting, pool)
    cognito = setting.client("cognito-idp")
    cognito.set_user_pool_mfa_config(
        UserPoolId=pool, MfaConfiguration="ON", SmsMfaConfiguration=sms(setting.role("mfa"))
    )
    sign_up(browser, client, phone_number=PHONE)
    cognito.admin_confirm_sign_up(UserPoolId=pool, Username="ada")
    challenge = browser.initiate_auth(
        ClientId=client,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "ada", "PASSWORD": PASSWORD},
    )
    gateway.manual.expire_codes()
    with pytest.raises(ClientError, match=r"NotAuthorizedException.*session is expired"):
        browser.respond_to_auth_challenge(
            ClientId=client,
            ChallengeName="SMS_MFA",
            Session=challenge["Session"],
            ChallengeResponses={
                "USERNAME": "ada",
                "SMS_MFA_CODE": of(gateway, setting)[-1].code,
            },
        )


@pytest.mark.parametrize("admin", [False, True])
def test_a_second_factor_by_mail_comes_from_the_pools_sender(setting, gateway, browser, admin):
    arn = setting.identity("example.com")
    sender = ses(arn, "no-reply@example.com", ReplyToEmailAddress="help@example.com")
    pool = setting.pool(**sender, AutoVerifiedAttributes=["email"])
    cognito = setting.client("cognito-idp")
    client = cognito.create_user_pool_client(
        UserPoolId=pool,
        ClientName="c",
        ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH"],
    )["UserPoolClient"]["ClientId"]
    cognito.set_user_pool_mfa_config(
        UserPoolId=pool,
        MfaConfiguration="ON",
        EmailMfaConfiguration={"Subject": "Sign-in", "Message": "Use {####} now"},
    )
    sign_up(browser, client, email="ada@example.org")
    cognito.admin_confirm_sign_up(UserPoolId=pool, Username="ada")
    given = {
        "ClientId": client,
        "AuthParameters": {"USERNAME": "ada", "PASSWORD": PASSWORD},
    }
    if admin:
        challenge = cognito.admin_initiate_auth(
            **given, UserPoolId=pool, AuthFlow="ADMIN_USER_PASSWORD_AUTH"
        )
    else:
        challenge = browser.initiate_auth(**given, AuthFlow="USER_PASSWORD_AUTH")
    assert challenge["ChallengeName"] == "EMAIL_OTP"
    mail = of(gateway, setting)[-1]
    assert (mail.sender, mail.subject) == ("no-reply@example.com", "Sign-in")
    assert (mail.text, len(mail.code)) == (f"Use {mail.code} now", 8)
    assert (mail.sent_through, mail.reply_to) == (arn, ("help@example.com",))
    answer = {
        "ClientId": client,
        "ChallengeName": "EMAIL_OTP",
        "Session": challenge["Session"],
        "ChallengeResponses": {"USERNAME": "ada", "EMAIL_OTP_CODE": mail.code},
    }
    if admin:
        done = cognito.admin_respond_to_auth_challenge(**answer, UserPoolId=pool)
    else:
        done = browser.respond_to_auth_challenge(**answer)
    assert done["AuthenticationResult"]["AccessToken"]


def confirm(browser, client, code):
    browser.confirm_sign_up(ClientId=client, Username="ada", ConfirmationCode=code)


def test_codes_sent_so_far_can_expire_and_later_codes_are_valid(setting, gateway, browser):
    client = app_client(setting, setting.pool(AutoVerifiedAttributes=["email"]))
    sign_up(browser, client, email="ada@example.org")
    gateway.manual.expire_codes()
    with pytest.raises(ClientError, match=r"ExpiredCodeException.*request a code again"):
        confirm(browser, client, "123456")
    browser.resend_confirmation_code(ClientId=client, Username="ada")
    confirm(browser, client, "123456")

    def reset():
        browser.confirm_forgot_password(
            ClientId=client, Username="ada", ConfirmationCode="654321", Password=PASSWORD
        )

    browser.forgot_password(ClientId=client, Username="ada")
    gateway.manual.expire_codes()
    with pytest.raises(ClientError, match="ExpiredCodeException"):
        reset()
    browser.forgot_password(ClientId=client, Username="ada")
    reset()


def test_codes_of_another_region_do_not_expire(setting, gateway, browser):
    client = app_client(setting, setting.pool(AutoVerifiedAttributes=["email"]))
    sign_up(browser, client, email="ada@example.org")
    gateway.manual.expire_codes(region="us-east-1")
    confirm(browser, client, "123456")


def test_a_sender_that_is_no_longer_verified_stops_mail_but_not_sms(setting, gateway, browser):
    arn = setting.identity("example.com")
    sender = ses(arn, "no-reply@example.com")
    mail = app_client(setting, setting.pool(**sender, AutoVerifiedAttributes=["email"]))
    sign_up(browser, mail, email="ada@example.org")
    confirm(browser, mail, "123456")
    text = app_client(
        setting,
        setting.pool(**sender, **sms(setting.role()), AutoVerifiedAttributes=["phone_number"]),
    )
    gateway.manual.unverify_sender("example.com")
    with pytest.raises(ClientError, match=f"CodeDeliveryFailureException.*EU-CENTRAL-1: {arn}"):
        browser.forgot_password(ClientId=mail, Username="ada")
    sign_up(browser, text, phone_number=PHONE)
    confirm(browser, text, "123456")
    browser.forgot_password(ClientId=text, Username="ada")


def test_the_preference_of_a_user_is_shown_and_decides(setting, browser):
    pool = setting.pool(**sms(setting.role()))
    client = app_client(setting, pool)
    cognito = setting.client("cognito-idp")
    cognito.set_user_pool_mfa_config(
        UserPoolId=pool, MfaConfiguration="OPTIONAL", SmsMfaConfiguration=sms(setting.role("mfa"))
    )
    sign_up(browser, client, phone_number=PHONE)
    cognito.admin_confirm_sign_up(UserPoolId=pool, Username="ada")

    def sign_in():
        return browser.initiate_auth(
            ClientId=client,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": "ada", "PASSWORD": PASSWORD},
        )

    token = sign_in()["AuthenticationResult"]["AccessToken"]
    prefer = browser.set_user_mfa_preference
    prefer(AccessToken=token, SMSMfaSettings={"Enabled": True, "PreferredMfa": True})
    user = browser.get_user(AccessToken=token)
    assert (user["UserMFASettingList"], user["PreferredMfaSetting"]) == (["SMS_MFA"], "SMS_MFA")
    assert sign_in()["ChallengeName"] == "SMS_MFA"
    prefer(AccessToken=token, SMSMfaSettings={"Enabled": False})
    assert browser.get_user(AccessToken=token)["UserMFASettingList"] == []
    assert "AuthenticationResult" in sign_in()


def test_the_outbox_is_read_over_http_by_destination(setting, gateway, browser):
    pool = setting.pool(AutoVerifiedAttributes=["email"])
    address = f"ada-{setting.number}@example.org"
    sign_up(browser, app_client(setting, pool), email=address)
    url = f"{gateway.endpoint}/_gateway/messages?destination={address}"
    with urllib.request.urlopen(url) as response:
        assert response.headers["Cache-Control"] == "no-store"
        (mail,) = json.load(response)
    assert (mail["destination"], mail["code"]) == (address, "123456")
    assert (mail["sender"], mail["sent_through"]) == ("no-reply@verificationemail.com", "")


@pytest.mark.parametrize("path", ["", "health", "calls", "messages/1", "../_gateway/reset"])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_another_route_does_not_exist(gateway, method, path):
    status, answer = ask(gateway, method, f"/_gateway/{path}")
    route = f"{method} /_gateway/{path}"
    assert (status, answer) == (
        404,
        {"message": f"{route} does not exist: the only route is GET /_gateway/messages"},
    )


def test_a_page_that_points_its_host_name_at_loopback_cannot_read_the_outbox(gateway):
    status, answer = ask(gateway, "GET", "/_gateway/messages", Host="attacker.example:80")
    assert status == 403
    assert "attacker.example" in answer["message"]


def ask(gateway, method, path, **headers):
    host, port = gateway.endpoint.removeprefix("http://").split(":")
    connection = http.client.HTTPConnection(host, int(port), timeout=5)
    connection.request(method, path, headers=headers)
    response = connection.getresponse()
    return response.status, json.loads(response.read())


def test_a_published_sms_is_in_the_outbox_once(setting, gateway):
    setting.client("sns", "eu-west-1").publish(
        PhoneNumber=PHONE,
        Message="Your code is 246802",
        MessageAttributes={
            "AWS.SNS.SMS.SenderID": {"DataType": "String", "StringValue": "EXAMPLE"}
        },
    )
    (sms,) = of(gateway, setting)
    assert (sms.channel, sms.region, sms.sender) == ("sms", "eu-west-1", "EXAMPLE")
    assert (sms.destination, sms.text, sms.code) == (PHONE, "Your code is 246802", "246802")
    assert gateway.calls[-1].response["MessageId"]


def test_a_message_published_to_a_topic_is_not_an_sms(setting, gateway):
    sns = setting.client("sns")
    topic = sns.create_topic(Name="t")["TopicArn"]
    sns.publish(TopicArn=topic, Message="m")
    assert of(gateway, setting) == []


def test_an_sms_that_is_refused_is_not_in_the_outbox(setting, gateway):
    gateway.inject(Fault(FaultKind.ACCESS_DENIED, "sns", "Publish"))
    with pytest.raises(ClientError, match="AccessDenied"):
        setting.client("sns").publish(PhoneNumber=PHONE, Message="m")
    assert of(gateway, setting) == []


def test_messages_of_a_gateway_that_does_not_run_or_reach_its_upstream_are_an_error(target):
    stopped = Gateway(target)
    with pytest.raises(GatewayError, match="not running"):
        stopped.messages()
    with (
        Gateway(f"http://127.0.0.1:{free_port()}") as alone,
        pytest.raises(GatewayError, match="does not answer"),
    ):
        alone.messages()


def test_a_page_of_an_allowed_origin_gets_answers_and_errors(gateway, setting):
    page = "http://localhost:5173"
    gateway.allow_origin(page)

    def send(method, headers, body=None):
        host, port = gateway.endpoint.removeprefix("http://").split(":")
        connection = http.client.HTTPConnection(host, int(port), timeout=5)
        connection.request(method, "/", body, {"Origin": page, **headers})
        response = connection.getresponse()
        return response.status, response.headers, response.read()

    asked = {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "x-amz-target,content-type",
    }
    status, headers, _ = send("OPTIONS", asked)
    assert (status, headers["Access-Control-Allow-Origin"]) == (200, page)
    target = {
        "X-Amz-Target": "AWSCognitoIdentityProviderService.SignUp",
        "Content-Type": "application/x-amz-json-1.1",
    }
    status, headers, body = send("POST", target, "{}")
    assert (status, headers["Access-Control-Allow-Origin"]) == (400, page)
    assert json.loads(body)["__type"] == "InvalidParameterException"
    client = app_client(setting, setting.pool())
    given = {"ClientId": client, "Username": "ada", "Password": PASSWORD}
    status, headers, _ = send("POST", target, json.dumps(given))
    assert (status, headers["Access-Control-Allow-Origin"]) == (200, page)


def test_a_code_from_the_outbox_is_not_recorded(setting, gateway, browser):
    pool = setting.pool(**sms(setting.role()), AutoVerifiedAttributes=["phone_number"])
    client = app_client(setting, pool)
    sign_up(browser, client, phone_number=PHONE)
    browser.confirm_sign_up(ClientId=client, Username="ada", ConfirmationCode="123456")
    recorded = json.dumps([call.as_json() for call in gateway.calls], default=str)
    assert "123456" not in recorded
    assert PASSWORD not in recorded


def test_a_mail_with_text_and_html_has_both(setting, gateway):
    setting.identity("example.com")
    setting.client("sesv2").send_email(
        FromEmailAddress="ada@example.com",
        Destination={"ToAddresses": ["bob@example.com"]},
        Content={
            "Simple": {
                "Subject": {"Data": "Hello"},
                "Body": {"Text": {"Data": "plain"}, "Html": {"Data": "<p>rich</p>"}},
            }
        },
    )
    (mail,) = of(gateway, setting)
    assert (mail.text, mail.html) == ("plain", "<p>rich</p>")
