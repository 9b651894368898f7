"""The output of `cognito-messaging amplify backend` in a real amplify/backend.ts, synthesized.

Nothing is deployed: the test reads the CloudFormation template.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from cognito_messaging.cli.app import main
from tools import npm
from tools.local_aws import local_aws

REPOSITORY = Path(__file__).parents[3]
BACKEND = Path(__file__).parent / "backend"


@pytest.fixture(scope="module")
def made():
    """The identity and role of Terraform, and the lines that the command prints for them."""
    with local_aws(REPOSITORY / "examples" / "amplify-existing-backend") as local:
        local.gateway.manual.verify_sender("*")
        local.terraform.init()
        local.terraform.apply()
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            code = main(["amplify", "backend", "--terraform", str(local.terraform.root)])
        assert code == 0
        yield local.outputs(), printed.getvalue()


def synthesized(folder, lines):
    """The properties of the user pool in the template of a backend that ends with these lines."""
    npm.install(BACKEND)
    shutil.copytree(BACKEND / "amplify", folder / "amplify")
    (folder / "node_modules").symlink_to(BACKEND / "node_modules")
    (folder / "package.json").write_text('{"type": "module"}')
    with (folder / "amplify" / "backend.ts").open("a") as backend:
        backend.write(lines)
    # The settings of the command `ampx` for the sandbox of a developer.
    context = {"namespace": "example", "name": "test", "type": "sandbox"}
    environment = {
        **os.environ,
        "CDK_CONTEXT_JSON": json.dumps(
            {f"amplify-backend-{key}": value for key, value in context.items()}
        ),
        "CDK_OUTDIR": str(folder / "out"),
    }
    done = subprocess.run(
        ["node", "--import", "tsx", "amplify/backend.ts"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    (pool,) = (
        resource["Properties"]
        for path in (folder / "out").glob("*.nested.template.json")
        for resource in json.loads(path.read_text())["Resources"].values()
        if resource["Type"] == "AWS::Cognito::UserPool"
    )
    return pool


@pytest.mark.parametrize("lines_of", ["command", "output"])
def test_the_pool_of_amplify_gets_the_sender_and_role_of_terraform(made, tmp_path, lines_of):
    """With the lines that the command prints, and with the output of the example."""
    outputs, printed = made
    pool = synthesized(tmp_path, printed if lines_of == "command" else outputs["backend_ts"])
    assert pool["EmailConfiguration"] == {
        "EmailSendingAccount": "DEVELOPER",
        "SourceArn": "arn:aws:ses:us-east-1:000000000000:identity/amplify.example.com",
        "From": "Example <no-reply@amplify.example.com>",
    }
    sms = outputs["sms_configuration"]
    assert pool["SmsConfiguration"] == {
        "SnsCallerArn": sms["snsCallerArn"],
        "ExternalId": sms["externalId"],
        "SnsRegion": "us-east-1",
    }
    assert sms["snsCallerArn"].startswith("arn:aws:iam::000000000000:role/amplify-sms-")


def test_without_the_lines_the_pool_of_amplify_has_no_sender_and_no_role(tmp_path):
    """The control: the template shows what the lines change."""
    pool = synthesized(tmp_path, "")
    assert "EmailConfiguration" not in pool
    assert "Fn::GetAtt" in pool["SmsConfiguration"]["SnsCallerArn"]
