"""The care plan on paper: what is printed, what stands across each sheet, and the person's headings."""

from careplans.rules.plan import Heading, State

NOT_PRINTED = {
    State.IN_ERROR: "This version was entered in error. It is not printed.",
    State.DISCARDED: "This draft was thrown away. It is not printed.",
}
# Nobody may take a sheet of these for the plan that holds.
ACROSS = {
    State.DRAFT: "Draft, not agreed",
    State.SUPERSEDED: "Replaced by a later version",
}
ACROSS_THEIRS = {
    State.DRAFT: "Not agreed yet",
    State.SUPERSEDED: "Old plan, do not use",
}
# In easy words, in the order in which they are read; docs/decisions/0037 says why the others are left out.
THEIR_HEADINGS = {
    Heading.ABOUT_ME: "What matters to me",
    Heading.STRENGTHS: "What I do well",
    Heading.NEEDS: "What is hard for me",
    Heading.PROBLEMS: "My health",
    Heading.ALLERGIES: "What makes me ill",
    Heading.MEDICINES: "My medicines",
    Heading.SELF_CARE: "What I do to stay well",
    Heading.USUAL: "How I am most days",
    Heading.EARLY_SIGNS: "Signs that I am getting ill",
    Heading.WHAT_TO_DO: "What to do if I get ill",
    Heading.HELPS: "What helps me",
    Heading.RING: "Who to ring",
    Heading.CEILINGS: "How far my treatment should go",
    Heading.ADJUSTMENTS: "How staff can help me",
    Heading.SOCIAL: "My home and my life",
    Heading.CARERS: "People who help me",
    Heading.PROFESSIONALS: "Staff who see me",
    Heading.CONTINGENCY: "If the person who helps me is ill",
    Heading.LEGAL: "Who can speak for me",
    Heading.DOCUMENTS: "My other papers",
    Heading.SHARING: "Who may read my plan",
}
YOU_AGREED = "You said yes to this plan."
# By `AgreedBy`, of plans that somebody else agreed to.
AGREED = {
    "ATTORNEY": "The person who can speak for you said yes to this plan.",
    "DEPUTY": "The person the court chose for you said yes to this plan.",
    "BEST_INTERESTS": "The people who care for you made this plan for you.",
}
