"""What changes accounts; what other rooms and apps call stands here."""

from .second_factor import (
    Tried,
    prove,
    remove_second_factor,
    replace_recovery_codes,
    set_up_second_factor,
    try_code,
)
from .sign_in import begin_sign_in, clear_failed_sign_ins, note_failed_sign_in, note_sign_in
from .users import (
    add_membership,
    add_user,
    change_password,
    clear_sessions,
    disable_user,
    enable_user,
    end_sessions,
    set_telephone,
)

__all__ = [
    "Tried",
    "add_membership",
    "add_user",
    "begin_sign_in",
    "change_password",
    "clear_failed_sign_ins",
    "clear_sessions",
    "disable_user",
    "enable_user",
    "end_sessions",
    "note_failed_sign_in",
    "note_sign_in",
    "prove",
    "remove_second_factor",
    "replace_recovery_codes",
    "set_telephone",
    "set_up_second_factor",
    "try_code",
]
