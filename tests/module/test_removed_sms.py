"""The AWS provider cannot remove the SMS settings of a pool, and the module says so."""

import json

import pytest

from terraform_scenarios import TerraformFailed, open_workspace
from terraform_scenarios.root_files import local_source

from ..conftest import REPOSITORY


def test_an_apply_without_sms_fails_and_the_earlier_input_repairs_the_pool():
    with open_workspace(rules=["cognito_messaging.rules"]) as workspace:
        terraform = workspace.terraform()
        root = terraform.root

        def apply(**inputs):
            call = {"source": local_source(REPOSITORY, root), "name": "p", **inputs}
            written = {
                "provider": {"aws": workspace.target.provider()},
                "module": {"auth": {"deletion_protection": False, **call}},
            }
            (root / "main.tf.json").write_text(json.dumps(written))
            if not (root / ".terraform").exists():
                terraform.init()
            terraform.apply()

        apply(sms={})
        with pytest.raises(TerraformFailed) as failure:
            apply()
        assert "sms was removed, but the AWS provider cannot remove" in str(failure.value)
        apply(sms={})
        terraform.destroy()
