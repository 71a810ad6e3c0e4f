"""What is asked of each reason to look: its title, and why."""

from .rules import Reason

QUESTIONS = {
    Reason.OWN_NAME: (
        "Same name as the person",
        "Perhaps their own record: accounts hold no NHS number, so this is known by the name alone.",
    ),
    Reason.SAME_SURNAME: (
        "Same surname as the person",
        "Perhaps a relative; surnames are shared by strangers too.",
    ),
    Reason.NEVER_RELATED: (
        "Never related to the person",
        "No registration, hub, care team, referral or meeting has ever led them to the person.",
    ),
    Reason.TOLD: (
        "Told of a dissent",
        "Who asked in an emergency was told that the person says no to sharing, opened or not after that.",
    ),
    Reason.MANY: ("Unusually many people", ""),
}
