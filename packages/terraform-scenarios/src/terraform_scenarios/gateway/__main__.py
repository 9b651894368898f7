"""`python -m terraform_scenarios.gateway --target URL`: the gateway until Ctrl-C."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from pathlib import Path

from terraform_scenarios.gateway.server import Gateway, GatewayError


def main() -> int:
    """Run the gateway; 0 after a signal, 2 where it cannot start."""
    parser = argparse.ArgumentParser(
        prog="python -m terraform_scenarios.gateway", description=__doc__
    )
    parser.add_argument("--target", required=True, metavar="URL", help="where the stand-in answers")
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
        "--record", type=Path, metavar="FILE", help="write each call as a JSON line"
    )
    parser.add_argument("--no-contract", action="store_true", help="do not check botocore's models")
    parser.add_argument("--no-rules", action="store_true", help="let the plug-ins refuse nothing")
    parser.add_argument(
        "--verified",
        action="append",
        default=[],
        metavar="SENDER",
        help="a sender that counts as verified, or * for each; repeatable",
    )
    options = parser.parse_args()
    done = threading.Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, lambda *_: done.set())
    try:
        gateway = Gateway(
            options.target,
            plugins=options.plugin,
            record=options.record,
            check_contract=not options.no_contract,
            check_rules=not options.no_rules,
            port=options.port,
        )
        for sender in options.verified:
            gateway.people.verify_sender(sender)
        with gateway:
            sys.stdout.write(f"gateway at {gateway.endpoint}, target {gateway.target}\n")
            sys.stdout.flush()
            done.wait()
    except (GatewayError, OSError) as error:
        sys.stderr.write(f"gateway: {error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
