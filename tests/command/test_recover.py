"""`cognito-messaging recover`, with real Terraform on an emulator."""

from __future__ import annotations

import fcntl
import io
import itertools
import json
import re
import shlex
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZipFile

import pytest

from cognito_messaging.cli.app import main
from cognito_messaging.recovery.named import NAMED
from terraform_scenarios import Target, Terraform, TerraformFailed, open_workspace
from terraform_scenarios.engine.provider import WarmProvider
from terraform_scenarios.environment import terraform_environment
from terraform_scenarios.gateway import Fault, FaultKind
from terraform_scenarios.root_files import provider_programs
from terraform_scenarios.workspace import Workspace

ACCOUNTS = itertools.count(200_000_000_000)

PROVIDER = """
provider "aws" {
  skip_credentials_validation = true
  skip_metadata_api_check     = true
}
"""
# One of each type in NAMED, on a pool, a function and a zone that stay in the state.
EACH_NAMED = (
    PROVIDER
    + """
resource "aws_cognito_user_pool" "this" {
  name = "customers"
}

resource "aws_iam_role" "function" {
  name               = "function"
  assume_role_policy = local.trust
}

resource "aws_lambda_function" "this" {
  function_name = "custom-message"
  role          = aws_iam_role.function.arn
  filename      = "${path.module}/function.zip"
  handler       = "index.handler"
  runtime       = "python3.12"
}

locals {
  trust = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "lambda.amazonaws.com" }
    }]
  })
  publishing = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sns:Publish", Resource = "*" }]
  })
  sending = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "ses:SendEmail"
      Principal = { Service = "cognito-idp.amazonaws.com" }
      Resource  = "*"
    }]
  })
}

resource "aws_sesv2_email_identity" "lost" {
  email_identity = "example.com"
  tags           = { Project = "auth" }
}

resource "aws_sesv2_email_identity" "this" {
  email_identity = "example.org"
}

resource "aws_sesv2_configuration_set" "this" {
  configuration_set_name = "kept"
}

resource "aws_sesv2_email_identity_policy" "lost" {
  email_identity = aws_sesv2_email_identity.this.email_identity
  policy_name    = "cognito"
  policy         = replace(local.sending, "\\"*\\"", jsonencode(aws_sesv2_email_identity.this.arn))
}

resource "aws_sesv2_configuration_set" "lost" {
  configuration_set_name = "auth"
}

resource "aws_sesv2_configuration_set_event_destination" "lost" {
  configuration_set_name = aws_sesv2_configuration_set.this.configuration_set_name
  event_destination_name = "cloudwatch"

  event_destination {
    matching_event_types = ["BOUNCE"]
    enabled              = true

    cloud_watch_destination {
      dimension_configuration {
        default_dimension_value = "none"
        dimension_name          = "campaign"
        dimension_value_source  = "MESSAGE_TAG"
      }
    }
  }
}

resource "aws_sesv2_dedicated_ip_pool" "lost" {
  pool_name    = "auth-managed"
  scaling_mode = "MANAGED"
}

resource "aws_cognito_user_group" "lost" {
  name         = "admins"
  user_pool_id = aws_cognito_user_pool.this.id
}

resource "aws_cognito_resource_server" "lost" {
  name         = "api"
  identifier   = "https://api.example.com"
  user_pool_id = aws_cognito_user_pool.this.id
}

resource "aws_cognito_identity_provider" "lost" {
  user_pool_id  = aws_cognito_user_pool.this.id
  provider_name = "Google"
  provider_type = "Google"

  provider_details = {
    client_id                     = "id"
    client_secret                 = "s3cret-of-google"
    authorize_scopes              = "email"
    attributes_url                = "https://people.googleapis.com/v1/people/me?personFields="
    attributes_url_add_attributes = "true"
    authorize_url                 = "https://accounts.google.com/o/oauth2/v2/auth"
    oidc_issuer                   = "https://accounts.google.com"
    token_request_method          = "POST"
    token_url                     = "https://www.googleapis.com/oauth2/v4/token"
  }
}

resource "aws_cognito_user_pool_domain" "lost" {
  domain       = "customers-login"
  user_pool_id = aws_cognito_user_pool.this.id
}

resource "aws_iam_role" "lost" {
  name               = "named"
  assume_role_policy = local.trust
}

resource "aws_iam_role_policy" "lost" {
  name   = "named"
  role   = aws_iam_role.function.name
  policy = local.publishing
}

resource "aws_cloudwatch_log_group" "lost" {
  name = "/auth/notifications"
}

resource "aws_pinpointsmsvoicev2_opt_out_list" "lost" {
  name = "auth"
}

resource "aws_lambda_permission" "lost" {
  statement_id  = "cognito"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.this.function_name
  principal     = "cognito-idp.amazonaws.com"
  source_arn    = aws_cognito_user_pool.this.arn
}
"""
)
# Made by hand, since the provider waits half a minute for each change of a zone.
RECORD = """
resource "aws_route53_record" "lost" {
  zone_id = "%s"
  name    = "_dmarc.example.com"
  type    = "TXT"
  ttl     = 300
  records = ["v=DMARC1; p=none"]
}
"""
# A pool and a role that a second apply creates again, and that hold an ID of this root.
GENERATED = (
    PROVIDER
    + """
variable "client" {
  type    = string
  default = "web"
}

resource "terraform_data" "external_id" {}

resource "aws_iam_role" "sms" {
  name_prefix = "customers-sms-"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "cognito-idp.amazonaws.com" }
      Condition = { StringEquals = { "sts:ExternalId" = terraform_data.external_id.id } }
    }]
  })
}

resource "aws_iam_role_policy" "publish" {
  name_prefix = "publish-"
  role        = aws_iam_role.sms.name

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sns:Publish", Resource = "*" }]
  })
}

resource "aws_cognito_user_pool" "this" {
  name                     = "customers"
  auto_verified_attributes = ["email"]
  deletion_protection      = "ACTIVE"

  user_attribute_update_settings {
    attributes_require_verification_before_update = ["email"]
  }

  sms_configuration {
    external_id    = terraform_data.external_id.id
    sns_caller_arn = aws_iam_role.sms.arn
    sns_region     = "us-east-1"
  }

  depends_on = [aws_iam_role_policy.publish]
}

resource "aws_cognito_user_pool_client" "web" {
  name         = var.client
  user_pool_id = aws_cognito_user_pool.this.id
}
"""
)
EACH_GENERATED = (
    "aws_cognito_user_pool.this",
    "aws_cognito_user_pool_client.web",
    "aws_iam_role.sms",
    "aws_iam_role_policy.publish",
)
Recover = Any
IMPORT = re.compile(r"terraform -chdir=\S+ import '?([\w.]+)'? (.+)")


@pytest.fixture(scope="module")
def workspace() -> Iterator[Workspace]:
    with open_workspace(rules=["cognito_messaging.rules"], verified=["*"]) as workspace:
        yield workspace


@pytest.fixture
def target(workspace: Workspace) -> Target:
    """An account without resources."""
    return workspace.target.with_account(next(ACCOUNTS))


@pytest.fixture
def terraform(
    workspace: Workspace,
    target: Target,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> Iterator[Terraform]:
    """Terraform in a root with the configuration of the test, applied.

    The provider is started once, since its start is most of the time of a command.
    """
    root = tmp_path / "root"
    root.mkdir()
    (root / "main.tf").write_text(request.param)
    with ZipFile(root / "function.zip", "w") as function:
        function.writestr("index.py", "def handler(event, context):\n    return event\n")
    terraform = Terraform(
        root, env=terraform_environment(workspace.folder, target.environment()), timeout=150
    )
    for name, value in terraform.env.items():
        if name.startswith(("AWS_", "TF_")):
            monkeypatch.setenv(name, value)
    terraform.init()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        for address, program in provider_programs(root).items():
            provider = WarmProvider.open(address, program, root, terraform.env, folder)
            assert provider
            stack.callback(provider.close)
            reattach = json.dumps({address: provider.reattach})
            terraform.env["TF_REATTACH_PROVIDERS"] = reattach
            monkeypatch.setenv("TF_REATTACH_PROVIDERS", reattach)
        terraform.apply()
        yield terraform


@pytest.fixture
def recover(terraform: Terraform, capsys: pytest.CaptureFixture[str]) -> Recover:
    """Run the command in the root, without a terminal."""

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(["recover", str(terraform.root), *arguments])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


def forget(terraform: Terraform, *addresses: str) -> None:
    """Remove resources from the state, as if Terraform had been killed before it wrote them."""
    command(terraform, "state", "rm", *addresses)


def command(terraform: Terraform, *arguments: str) -> None:
    subprocess.run(
        ["terraform", *arguments], cwd=terraform.root, env=terraform.env, check=True,
        capture_output=True,
    )  # fmt: skip


def is_settled(terraform: Terraform) -> bool:
    return not terraform.plan(terraform.root / "plan").changes


def attributes(terraform: Terraform, kind: str) -> dict[str, Any]:
    """The attributes of the only resource of a type in the state."""
    [found] = [one for one in terraform.state()["resources"] if one["type"] == kind]
    return found["instances"][0]["attributes"]


@pytest.mark.parametrize("terraform", [EACH_NAMED], indirect=True)
def test_each_resource_with_a_fixed_name_is_found_and_terraform_takes_its_import_id(
    terraform: Terraform, target: Target, recover: Recover
) -> None:
    lost = {f"{kind}.lost" for kind in NAMED}
    forget(terraform, *(lost - {"aws_route53_record.lost"}))
    (terraform.root / "record.tf").write_text(RECORD % zone_with_record(target))
    code, out, err = recover()
    assert (code, err) == (1, "")
    found = dict(IMPORT.findall(out))
    assert set(found) == lost
    assert "Nothing was run, since nobody could answer. Add --yes" in out
    assert "Look at these yourself" not in out
    assert "s3cret" not in out

    # One plan instead of a start of Terraform for each import.
    blocks = "".join(
        f"import {{\n  to = {address}\n  id = {json.dumps(*shlex.split(import_id))}\n}}\n"
        for address, import_id in found.items()
    )
    (terraform.root / "imports.tf").write_text(blocks)
    terraform.apply()
    assert is_settled(terraform)
    assert (
        len(terraform.state()["resources"]) == len(re.findall(r"^resource ", EACH_NAMED, re.M)) + 1
    )


@pytest.mark.parametrize("terraform", [GENERATED], indirect=True)
class TestWhatTerraformWouldCreateAgain:
    def test_it_is_imported_before_the_next_apply_with_the_variables_of_the_plan(
        self, terraform: Terraform, recover: Recover
    ) -> None:
        forget(terraform, *EACH_GENERATED)
        code, out, err = recover("--yes", "--var", "client=web")
        assert (code, err) == (0, "")
        imports = re.findall(r"^\$ terraform .* import -var=client=web ", out, re.M)
        assert len(imports) == len(EACH_GENERATED)
        assert is_settled(terraform)

    def test_after_the_next_apply_the_older_one_is_deleted_even_if_the_first_try_is_refused(
        self, terraform: Terraform, workspace: Workspace, target: Target, recover: Recover
    ) -> None:
        forget(terraform, *EACH_GENERATED)
        terraform.apply()
        assert [len(found) for found in listed(target)] == [2, 2]
        workspace.gateway.inject(Fault(FaultKind.ACCESS_DENIED, "iam", "DeleteRole", nth=1))
        code, _, err = recover("--yes")
        assert (code, err.count("\n")) == (4, 1)
        assert "AccessDenied" in err
        assert [len(found) for found in listed(target)] == [1, 2]

        code, _, err = recover("--yes")
        assert (code, err) == (0, "")
        pools, roles = listed(target)
        assert pools == [attributes(terraform, "aws_cognito_user_pool")["id"]]
        assert roles == [attributes(terraform, "aws_iam_role")["name"]]
        assert is_settled(terraform)

    def test_a_second_client_or_policy_is_deleted_and_a_newer_client_is_kept(
        self, terraform: Terraform, target: Target, recover: Recover
    ) -> None:
        pool = attributes(terraform, "aws_cognito_user_pool")["id"]
        forget(terraform, "aws_cognito_user_pool_client.web", "aws_iam_role_policy.publish")
        terraform.apply()
        assert [len(found) for found in parts(terraform, target)] == [2, 2]
        made = target.client("cognito-idp").create_user_pool_client(
            UserPoolId=pool, ClientName="web"
        )
        newer = made["UserPoolClient"]["ClientId"]
        code, out, err = recover("--yes")
        assert (code, err) == (1, "")
        shown = out.partition("Look at these yourself:")[2]
        assert f"delete-user-pool-client --user-pool-id {pool} --client-id {newer}" in shown
        assert "it is not older" in shown
        clients, policies = parts(terraform, target)
        kept = attributes(terraform, "aws_cognito_user_pool_client")["id"]
        assert sorted(clients) == sorted([kept, newer])
        assert policies == [attributes(terraform, "aws_iam_role_policy")["name"]]

    def test_what_may_belong_to_someone_else_or_be_in_use_is_shown_and_kept(
        self, terraform: Terraform, target: Target, recover: Recover
    ) -> None:
        cognito = target.client("cognito-idp")
        pool = attributes(terraform, "aws_cognito_user_pool")["id"]
        role = attributes(terraform, "aws_iam_role")["name"]
        cognito.admin_create_user(UserPoolId=pool, Username="a", MessageAction="SUPPRESS")
        forget(terraform, *EACH_GENERATED)
        terraform.apply()
        theirs = cognito.create_user_pool(PoolName="customers")["UserPool"]["Id"]

        code, out, err = recover("--yes")
        assert (code, err) == (1, "")
        shown = out.partition("Look at these yourself:")[2]
        assert f"delete-user-pool --user-pool-id {pool}" in shown
        assert "it may have users" in shown
        assert f"delete-user-pool --user-pool-id {theirs}" in shown
        assert "nothing in it belongs to this root only" in shown
        assert f"delete-role --role-name {role}" in shown
        assert f"the pool {pool} sends with it" in shown
        assert "$ " not in out
        pools, roles = listed(target)
        assert {pool, theirs} < set(pools)
        assert role in roles

    def test_a_tainted_pool_is_kept_even_if_terraform_cannot_plan_to_destroy_it(
        self, terraform: Terraform, recover: Recover
    ) -> None:
        file = terraform.root / "main.tf"
        file.write_text(file.read_text().replace(
            '  name                     = "customers"',
            '  name = "customers"\n  lifecycle {\n    prevent_destroy = true\n  }',
        ))  # fmt: skip
        command(terraform, "taint", "aws_cognito_user_pool.this")
        with pytest.raises(TerraformFailed, match="cannot be destroyed"):
            terraform.plan(terraform.root / "plan")
        code, out, err = recover("--yes")
        assert (code, err) == (0, "")
        assert f"$ terraform -chdir={terraform.root} untaint aws_cognito_user_pool.this" in out
        assert is_settled(terraform)

    def test_what_aws_refuses_to_show_is_unknown_and_another_account_is_refused(
        self,
        terraform: Terraform,
        workspace: Workspace,
        recover: Recover,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        workspace.gateway.inject(Fault(FaultKind.ACCESS_DENIED, "iam", "ListRoles", nth=1))
        code, _, err = recover()
        assert code == 3
        assert "not looked at: AWS refused iam:ListRoles" in err

        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "999999999999")
        code, out, err = recover()
        assert (code, out) == (2, "")
        assert "the credentials are of the account 999999999999" in err

    def test_a_saved_plan_is_used_and_a_no_runs_nothing(
        self, terraform: Terraform, recover: Recover, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        forget(terraform, "aws_cognito_user_pool_client.web")
        plan = terraform.root / "saved"
        command(terraform, "plan", f"-out={plan}")
        monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
        code, out, err = recover("--plan", str(plan))
        assert (code, err) == (130, "error: stopped; nothing more was done\n")
        assert "import aws_cognito_user_pool_client.web" in out
        assert "Run this repair? [y/N]" in out
        assert len(terraform.state()["resources"]) == len(EACH_GENERATED)


@pytest.mark.parametrize("terraform", ['resource "terraform_data" "this" {}\n'], indirect=True)
class TestAStateThatCannotBeWritten:
    def test_a_state_that_could_not_be_saved_is_pushed_first(
        self, terraform: Terraform, recover: Recover
    ) -> None:
        state = terraform.root / "terraform.tfstate"
        state.rename(terraform.root / "errored.tfstate")
        code, out, err = recover("--yes")
        assert (code, err) == (0, "")
        assert "state push errored.tfstate" in out
        assert not (terraform.root / "errored.tfstate").exists()
        assert is_settled(terraform)

    def test_a_lock_is_shown_and_kept(self, terraform: Terraform, recover: Recover) -> None:
        with locked(terraform.root / "terraform.tfstate") as lock_id:
            code, out, err = recover("--yes")
        assert (code, err) == (1, "")
        assert f"terraform -chdir={terraform.root} force-unlock {lock_id}" in out


def test_a_folder_that_is_no_root_is_said_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for folder, reason in ((tmp_path / "none", "is not a folder"), (tmp_path, "No configuration")):
        assert main(["--region", "eu-west-1", "recover", str(folder)]) == 4
        err = capsys.readouterr().err
        assert reason in err
        assert err.count("\n") == 1


def test_a_wrong_argument_is_said_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for arguments, reason in (
        (["--var", "client"], "write NAME=VALUE"),
        (["--var-file", "none.tfvars"], "none.tfvars is not a file"),
        (["--terraform-binary", "no-such-terraform"], "was not found on PATH"),
    ):
        assert main(["--region", "eu-west-1", "recover", str(tmp_path), *arguments]) in (2, 4)
        err = capsys.readouterr().err
        assert reason in err
        assert err.count("\n") == 1


def zone_with_record(target: Target) -> str:
    """The ID of a new zone that has the record of `RECORD`."""
    route53 = target.client("route53")
    zone = route53.create_hosted_zone(Name="example.com", CallerReference="1")["HostedZone"]["Id"]
    record = {"Name": "_dmarc.example.com", "Type": "TXT", "TTL": 300,
              "ResourceRecords": [{"Value": '"v=DMARC1; p=none"'}]}  # fmt: skip
    route53.change_resource_record_sets(
        HostedZoneId=zone,
        ChangeBatch={"Changes": [{"Action": "CREATE", "ResourceRecordSet": record}]},
    )
    return zone.removeprefix("/hostedzone/")


def listed(target: Target) -> tuple[list[str], list[str]]:
    """The pools and the SMS roles of an account."""
    pools = target.client("cognito-idp").list_user_pools(MaxResults=60)["UserPools"]
    roles = target.client("iam").list_roles()["Roles"]
    return (
        [pool["Id"] for pool in pools],
        [role["RoleName"] for role in roles if role["RoleName"].startswith("customers-sms-")],
    )


def parts(terraform: Terraform, target: Target) -> tuple[list[str], list[str]]:
    """The clients and the policies of the pool and the role in the state."""
    pool = attributes(terraform, "aws_cognito_user_pool")["id"]
    role = attributes(terraform, "aws_iam_role")["name"]
    clients = target.client("cognito-idp").list_user_pool_clients(UserPoolId=pool, MaxResults=60)
    return (
        [client["ClientId"] for client in clients["UserPoolClients"]],
        target.client("iam").list_role_policies(RoleName=role)["PolicyNames"],
    )


@contextmanager
def locked(state: Path) -> Iterator[str]:
    """Lock a state, as a run of Terraform does."""
    lock_id = "0f7c6a3e-1111-4222-8333-444455556666"
    (state.parent / f".{state.name}.lock.info").write_text(json.dumps({"ID": lock_id}))
    with state.open("r+b") as file:
        fcntl.lockf(file, fcntl.LOCK_EX)
        yield lock_id
