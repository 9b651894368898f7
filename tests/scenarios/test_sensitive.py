"""Sensitive values are accepted wherever a secret or a parameter may be passed.

So is the ARN of a number that the same apply creates.
"""

import pytest


@pytest.mark.terraform_module("sensitive_inputs")
@pytest.mark.scenario(name="{scenario}")
def test_sensitive_values_are_accepted_everywhere(planned):
    pools = planned.resources.of_type("aws_cognito_user_pool")
    assert len(pools) == 3
