"""What SMS may be sent from, by country.

Sources: End User Messaging SMS User Guide, "Sender IDs" (Canada, China and the United States have
none), "Registration forms" and "Supported countries and regions" (whose sender IDs must be
registered). The lists of the guide change; a country that is missing here costs a warning.
"""

from __future__ import annotations

WITHOUT_SENDER_IDS = frozenset({"CA", "CN", "US"})

REGISTERED_SENDER_IDS = frozenset(
    {
        "AE", "AT", "AU", "BD", "BY", "EG", "ES", "FI", "ID", "IE", "IN", "JO", "KE", "KH", "KW",
        "KZ", "LK", "PH", "QA", "RU", "SA", "SG", "TH", "TR", "VN",
    }
)  # fmt: skip


def sender_id_covers(country: str, *, registered: bool) -> bool:
    """Whether SMS to a country can be sent from a sender ID."""
    if country in WITHOUT_SENDER_IDS:
        return False
    return registered or country not in REGISTERED_SENDER_IDS
