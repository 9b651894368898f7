"""A Terraform provider for tests: it can create a resource, fail, crash, or hang, as configured.

The argument `does` of `acme_thing` selects what happens. Its attribute `region` comes from the
configuration of the provider, which the data source `acme_region` reads too.
"""

import base64
import json
import os
import sys
import time
from pathlib import Path

import grpc
from tf import runner, types
from tf.schema import Attribute, Schema


class Acme:
    region = ""

    def full_name(self):
        return "registry.terraform.io/acme/acme"

    def get_model_prefix(self):
        return "acme_"

    def get_provider_schema(self, diags):
        return Schema(
            attributes=[
                Attribute("region", types.String(), optional=True),
                Attribute("token", types.String(), optional=True, sensitive=True),
            ]
        )

    def validate_config(self, diags, config):
        if config["region"] == "nowhere":
            diags.add_error("Invalid region", "There is no region nowhere.")

    def configure_provider(self, diags, config):
        self.region = config["region"] or "default"

    def get_data_sources(self):
        return [Region]

    def get_resources(self):
        return [Thing]

    def get_functions(self):
        return []

    def new_resource(self, kind):
        return kind(self)

    def new_data_source(self, kind):
        return kind(self)


class _Kind:
    def __init__(self, provider):
        self.provider = provider

    def validate(self, diags, type_name, config): ...


class Region(_Kind):
    @classmethod
    def get_name(cls):
        return "region"

    @classmethod
    def get_schema(cls):
        return Schema(
            attributes=[
                Attribute("name", types.String(), computed=True),
                Attribute("does", types.String(), optional=True),
            ]
        )

    def read(self, ctx, config):
        _do(config["does"], "read")
        return {**config, "name": self.provider.region}


class Thing(_Kind):
    @classmethod
    def get_name(cls):
        return "thing"

    @classmethod
    def get_schema(cls):
        return Schema(
            attributes=[
                Attribute("id", types.String(), computed=True),
                Attribute("name", types.String(), required=True),
                Attribute("does", types.String(), optional=True),
                Attribute("region", types.String(), computed=True),
            ]
        )

    def validate(self, diags, type_name, config):
        _do(config["does"], "plan")

    def plan(self, ctx, current, planned):
        return planned

    def create(self, ctx, planned):
        _do(planned["does"], "create")
        if planned["does"] == "take long":
            time.sleep(1)
        if planned["does"] == "take a name that is taken":
            ctx.diagnostics.add_error("creating it: EntityAlreadyExists", "That name is taken.")
            return None
        if planned["does"] == "fail on create":
            ctx.diagnostics.add_error("It cannot be made", "no such luck")
            return None
        return {**planned, "id": f"id-{planned['name']}", "region": self.provider.region}

    def read(self, ctx, current):
        if current["does"] == "fail on read" and _gone(current).exists():
            ctx.diagnostics.add_error("It cannot be read", "no such luck")
        return current

    def update(self, ctx, current, planned):
        return {**planned, "id": current["id"], "region": current["region"]}

    def delete(self, ctx, current):
        _gone(current).touch()

    def import_(self, ctx, identity):
        return None

    def upgrade(self, ctx, version, old):
        return old


def _gone(thing):
    """The file that exists after a thing was deleted."""
    return Path.home() / f"gone-{thing['id']}"


def _do(what, stage):
    if what == f"crash on {stage}":
        sys.stderr.write(f"panic: runtime error: no such luck in {stage}\n\n")
        sys.stderr.write("goroutine 1 [running]:\nmain.main()\n")
        sys.stderr.flush()
        time.sleep(0.2)  # so that the output arrives before the process ends
        os._exit(2)
    while what == f"hang on {stage}":
        time.sleep(1)


def _credentials(make):
    """Those that `make` has made for an earlier process; it takes a third of the start to load."""
    try:
        kept = json.loads(runner._get_cert_cache_path().read_text())
    except (OSError, ValueError):
        return make()
    pair = (kept["key_pem"].encode(), kept["cert_pem"].encode())
    return base64.b64decode(kept["cert_chain"]), grpc.ssl_server_credentials([pair])


if __name__ == "__main__":
    make = runner._self_signed_cert
    runner._self_signed_cert = lambda: _credentials(make)
    runner.run_provider(Acme())
