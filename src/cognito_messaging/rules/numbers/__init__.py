"""Rules for the phone numbers of AWS End User Messaging SMS."""
