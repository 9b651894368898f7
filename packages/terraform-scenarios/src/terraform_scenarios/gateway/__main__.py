"""`python -m terraform_scenarios.gateway --upstream URL`: run the gateway until Ctrl-C."""

from __future__ import annotations

import argparse
import signal
import sys
import threading

from .errors import GatewayError
from .gateway import Gateway


def main() -> int:
    """Run the gateway. The exit code is 0 after a signal, 2 if the gateway cannot start."""
    parser = argparse.ArgumentParser(
        prog="python -m terraform_scenarios.gateway", description=__doc__
    )
    parser.add_argument(
        "--upstream", required=True, metavar="URL", help="URL of the emulator behind the gateway"
    )
    parser.add_argument(
        "--fallback", metavar="URL", help="URL of a second emulator, for the other services"
    )
    parser.add_argument(
        "--services",
        type=lambda text: tuple(text.split(",")),
        default=(),
        metavar="NAMES",
        help="with --fallback: the services of the upstream, such as iam,sns,s3",
    )
    parser.add_argument(
        "--port", type=int, default=0, help="port on 127.0.0.1 (default: a free one)"
    )
    parser.add_argument(
        "--plugin",
        action="append",
        default=[],
        metavar="PACKAGE",
        help="package with rules and supplements, such as cognito_messaging.rules; repeatable",
    )
    parser.add_argument(
        "--verified",
        action="append",
        default=[],
        metavar="SENDER",
        help="SES sender that counts as verified, or * for all of them; repeatable",
    )
    parser.add_argument(
        "--origin",
        action="append",
        default=[],
        metavar="URL",
        help="origin whose web pages may call the gateway, such as http://localhost:5173; "
        "repeatable (default: none)",
    )
    parser.add_argument(
        "--active",
        action="append",
        default=[],
        metavar="NUMBER",
        help="SMS origination number, or ID of its registration, that counts as registered, or * "
        "for all of them; repeatable",
    )
    options = parser.parse_args()
    if bool(options.fallback) != bool(options.services):
        parser.error("--fallback and --services must be used together")
    done = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: done.set())
    try:
        gateway = Gateway(
            options.upstream,
            fallback=options.fallback,
            services=options.services,
            plugins=options.plugin,
            port=options.port,
            origins=options.origin,
        )
        for sender in options.verified:
            gateway.manual.verify_sender(sender)
        for number in options.active:
            gateway.manual.activate_number(number)
        with gateway:
            sys.stdout.write(f"gateway at {gateway.endpoint}, upstream {gateway.upstream}\n")
            sys.stdout.flush()
            done.wait()
    except (GatewayError, OSError) as error:
        sys.stderr.write(f"gateway: {error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
