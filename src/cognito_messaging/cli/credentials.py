"""Loads credentials, which a program, a server or a person may have to supply."""

from __future__ import annotations

import threading
from concurrent.futures import Future

import boto3
import botocore.exceptions
import botocore.session

from .errors import CommandFailed, ExitCode, configuration_errors
from .terminal import WaitDisplay


def load_credentials(session: boto3.Session, seconds: float, waiting: WaitDisplay) -> None:
    """Load the credentials of a session, so that no call has to.

    Raises:
        CommandFailed: there are none, they are not valid, or they do not arrive in time.
    """
    profile = session.profile_name
    with configuration_errors(profile, "credentials"):
        # Without a name, a file need not have the profile "default".
        core = botocore.session.Session(profile=None if profile == "default" else profile)
        if "mfa_serial" in core.get_scoped_config():
            _load(session)  # asks for a code, and gives the user time to type it
            return
        loaded: Future[None] = Future()

        def load() -> None:
            try:
                _load(session)
                loaded.set_result(None)
            except Exception as error:
                loaded.set_exception(error)

        threading.Thread(target=load, daemon=True).start()
        waiting(["AWS credentials"])
        try:
            loaded.result(seconds)
        except TimeoutError:
            if loaded.done():
                raise
            reason = f"no AWS credentials within {seconds:g} s"
            raise CommandFailed(reason, ExitCode.AWS) from None
        finally:
            waiting([])


def _load(session: boto3.Session) -> None:
    credentials = session.get_credentials()
    if credentials is None:
        raise botocore.exceptions.NoCredentialsError
    credentials.get_frozen_credentials()
