from pathlib import Path


def pytest_terraform_module():
    return Path(__file__).parent.parent
