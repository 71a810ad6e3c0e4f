"""Roles and what each may do.  A role gives verbs; which person they apply to is a matter of relationship
(Reach)."""

from django.db import models


class Role(models.TextChoices):
    GP = "GP", "GP"
    PRACTICE_NURSE = "PRACTICE_NURSE", "Practice nurse"
    PRACTICE_ADMIN = "PRACTICE_ADMIN", "Practice administrator"
    CASE_MANAGER = "CASE_MANAGER", "Case Manager"
    HSCA = "HSCA", "Health and Social Care Assistant"
    HUB_COORDINATOR = "HUB_COORDINATOR", "Hub co-ordinator"
    COMMUNITY_NURSE = "COMMUNITY_NURSE", "Community nurse"
    SOCIAL_CARE_WORKER = "SOCIAL_CARE_WORKER", "Social-care worker"
    MENTAL_HEALTH_PRACTITIONER = "MENTAL_HEALTH_PRACTITIONER", "Mental-health practitioner"
    VOLUNTARY_PROVIDER = "VOLUNTARY_PROVIDER", "Voluntary-sector provider"
    OUT_OF_HOURS = "OUT_OF_HOURS", "Out-of-hours reader"
    ANALYST = "ANALYST", "Analyst"
    PRIVACY_OFFICER = "PRIVACY_OFFICER", "Privacy officer"
    ADMINISTRATOR = "ADMINISTRATOR", "Administrator"


class Verb(models.TextChoices):
    READ = "READ", "read the records of people one works with"
    CRISIS = "CRISIS", "open the crisis page of anyone with a current plan"
    REGISTER = "REGISTER", "read the register"
    IMPORT = "IMPORT", "import extracts and mend rows in quarantine"
    APPROVE_IMPORT = "APPROVE_IMPORT", "approve an import that is held"
    AGGREGATES = "AGGREGATES", "see numbers without people"
    BREAK_GLASS = "BREAK_GLASS", "open a record in an emergency"
    CARE_TEAM = "CARE_TEAM", "say who is on a person's care team"
    PREFERENCES = "PREFERENCES", "note what a person says about sharing"
    LINK = "LINK", "say that two records are of one person"
    DECIDE_TIER = "DECIDE_TIER", "decide a person's tier, where the settings name the role"
    PLAN = "PLAN", "record contacts and tasks of the people one cares for"
    SIGN_PLAN = "SIGN_PLAN", "sign care plans of the practice's people"
    FILE_RECORD = "FILE_RECORD", "file what was agreed and held in the practice's GP record"
    STAFF_HOURS = "STAFF_HOURS", "enter hours of staff for planning sessions"
    LETTER_TEXTS = "LETTER_TEXTS", "keep the wording of letters in other languages"
    AGREEMENTS = "AGREEMENTS", "sign and withdraw agreements"
    REVIEW_ACCESS = "REVIEW_ACCESS", "review who read what and why"
    READ_RETRACTED = "READ_RETRACTED", "read what was entered in error, saying why"


_CARE = frozenset({Verb.READ, Verb.REGISTER, Verb.PLAN})
_PARTNER = frozenset({Verb.READ, Verb.BREAK_GLASS, Verb.PLAN})
_CLINICIAN = frozenset({Verb.BREAK_GLASS, Verb.CARE_TEAM, Verb.PREFERENCES})

VERBS: dict[Role, frozenset[Verb]] = {
    Role.GP: _CARE
    | _CLINICIAN
    | {
        Verb.DECIDE_TIER,
        Verb.LINK,
        Verb.IMPORT,
        Verb.APPROVE_IMPORT,
        Verb.SIGN_PLAN,
        Verb.FILE_RECORD,
    },
    Role.PRACTICE_NURSE: _CARE | _CLINICIAN | {Verb.DECIDE_TIER, Verb.FILE_RECORD},
    Role.PRACTICE_ADMIN: _CARE
    | {Verb.IMPORT, Verb.APPROVE_IMPORT, Verb.PREFERENCES, Verb.LINK, Verb.FILE_RECORD},
    Role.CASE_MANAGER: _CARE | _CLINICIAN | {Verb.DECIDE_TIER, Verb.LINK},
    Role.HSCA: _CARE,
    Role.HUB_COORDINATOR: _CARE | {Verb.CARE_TEAM, Verb.STAFF_HOURS},
    Role.COMMUNITY_NURSE: _PARTNER,
    Role.SOCIAL_CARE_WORKER: _PARTNER,
    Role.MENTAL_HEALTH_PRACTITIONER: _PARTNER,
    Role.VOLUNTARY_PROVIDER: frozenset(),
    Role.OUT_OF_HOURS: frozenset({Verb.CRISIS}),
    Role.ANALYST: frozenset({Verb.AGGREGATES}),
    Role.PRIVACY_OFFICER: frozenset({Verb.AGGREGATES, Verb.REVIEW_ACCESS, Verb.READ_RETRACTED}),
    Role.ADMINISTRATOR: frozenset(
        {
            Verb.AGGREGATES,
            Verb.IMPORT,
            Verb.APPROVE_IMPORT,
            Verb.AGREEMENTS,
            Verb.STAFF_HOURS,
            Verb.LETTER_TEXTS,
        }
    ),
}

# What somebody in the role does here, in a sentence; the demo's sign-in page shows it.
_OWN_PEOPLE = "Reads the pages of people whom a referral or a care team brings to them, and of nobody else."

WHAT: dict[Role, str] = {
    Role.GP: "Reads the practice's register and its people's pages and decides tiers; brings in extracts.",
    Role.PRACTICE_NURSE: "Reads the practice's register and the pages of its people.",
    Role.PRACTICE_ADMIN: "Brings in the practice's extracts, mends rows in quarantine, reads the register.",
    Role.CASE_MANAGER: "Works with the people of the hub's practices: their registers and their pages.",
    Role.HSCA: "Reads the registers and pages of the people of the hub's practices.",
    Role.HUB_COORDINATOR: "Keeps the overview of a hub: the registers of its practices together.",
    Role.COMMUNITY_NURSE: _OWN_PEOPLE,
    Role.SOCIAL_CARE_WORKER: _OWN_PEOPLE,
    Role.MENTAL_HEALTH_PRACTITIONER: _OWN_PEOPLE,
    Role.VOLUNTARY_PROVIDER: "Will see who is referred to the service; reads no record.",
    Role.OUT_OF_HOURS: "Opens the crisis page of anyone with a current plan, by number and birth date.",
    Role.ANALYST: "Reads organisations and how many people stand on each tier, and no person.",
    Role.PRIVACY_OFFICER: "Reviews who read what and why; reads what was entered in error, no other record.",
    Role.ADMINISTRATOR: "Brings in organisations and extracts and approves held imports; reads no record.",
}
