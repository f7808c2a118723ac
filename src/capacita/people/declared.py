"""What is declared of accounts, and of the tables of the libraries and of the audit chain, which cannot do it themselves."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext_noop as _

from capacita.people.choices import LegalBasis
from capacita.people.declarations import (
    UNTIL_ERASED,
    WHILE_ACCOUNT,
    WHILE_ASKED_FOR,
    WHILE_COUNTED,
    WHILE_INVITED,
    WHILE_RECORD,
    WHILE_SIGNED_IN,
    NotPersonal,
    Personal,
    declare,
)

_HOLDERS = _("People with an account")
_INVITED = _("People who were invited")
_SIGN_IN = Personal(
    _HOLDERS, _("To let the person sign in, and nobody else."), LegalBasis.LEGITIMATE_INTEREST, WHILE_ACCOUNT
)
_NAME = Personal(
    _HOLDERS, _("To write to the person and to show colleagues who did what."), LegalBasis.LEGITIMATE_INTEREST,
    WHILE_ACCOUNT,
)  # fmt: skip
_SESSION = Personal(
    _HOLDERS, _("To keep the person signed in, and to show where."), LegalBasis.LEGITIMATE_INTEREST, WHILE_SIGNED_IN
)
_ATTEMPT = Personal(
    _("Whoever tries to sign in"), _("To end guessing of passwords; addresses enter as digests only."),
    LegalBasis.LEGITIMATE_INTEREST, WHILE_COUNTED,
)  # fmt: skip
_INVITATION = Personal(
    _INVITED, _("To send the link that makes the account."), LegalBasis.LEGITIMATE_INTEREST, WHILE_INVITED
)
_ASKED_ADDRESS = Personal(
    _HOLDERS, _("To prove the address before the account has it."), LegalBasis.LEGITIMATE_INTEREST, WHILE_ASKED_FOR
)
_ACCESS = Personal(
    _HOLDERS, _("To tell who could see and change what, and who gave it: kept by opaque key."), LegalBasis.PUBLIC_TASK,
    WHILE_RECORD,
)  # fmt: skip
_CHAIN = Personal(
    _HOLDERS, _("To prove what was done, when and by whom: kept by opaque key."), LegalBasis.PUBLIC_TASK, WHILE_RECORD
)
_INTEREST = Personal(
    _HOLDERS, _("To keep whoever has an interest in a law from judging it: kept by opaque key."), LegalBasis.PUBLIC_TASK,
    WHILE_RECORD,
)  # fmt: skip
_WORK = Personal(
    _HOLDERS, _("To tell somebody what waits for them: kept by opaque key."), LegalBasis.PUBLIC_TASK, WHILE_RECORD
)
_PLAIN = NotPersonal("a choice, a number, a digest or a key that tells nothing about a person")

declare("people.User", _NAME, "email", "name", "language")
declare("people.User", _SIGN_IN, "password", "last_login", "joined_at", "deactivated_at")
declare("people.User", _PLAIN, "key")
declare("people.Grant", _ACCESS, "role", "scope_kind", "scope_key", "from_on", "until_on", "recorded_at", "revoked_at")
declare("people.Grant", _ACCESS, "granted_by", "revoked_by")
declare("people.Grant", _PLAIN, "key")
declare("people.GrantReview", _ACCESS, "reviewed_by", "reviewed_at")
declare("people.Invitation", _INVITATION, "email", "language")
declare("people.Invitation", _ACCESS, "role", "scope_kind", "scope_key", "until_on", "invited_by", "invited_at")
declare("people.Invitation", _ACCESS, "expires_at", "accepted_at", "withdrawn_at")
declare("people.Invitation", _PLAIN, "key")
declare("people.AddressChange", _ASKED_ADDRESS, "email")
declare("people.AddressChange", _ACCESS, "asked_by", "asked_at", "expires_at")
declare("people.AddressChange", _PLAIN, "key")
declare("people.Interest", _INTEREST, "kind", "country", "law", "declared_by", "declared_at", "ended_at", "ended_by")
declare("people.Interest", _PLAIN, "key")
declare("people.Work", _WORK, "for_person", "not_for", "asked_by", "asked_at", "done_at", "done_by", "due_on")
declare("people.Work", _PLAIN, "key", "kind", "subject_key", "verb", "scope_kind", "scope_key")
declare("people.Reminder", _WORK, "sent_on")
declare("people.Attempt", _ATTEMPT, "cache_key", "value", "expires")
declare("sessions.Session", _SESSION, "session_key", "session_data", "expire_date")
declare("usersessions.UserSession", _SESSION, "ip", "user_agent", "session_key", "data", "created_at", "last_seen_at")
declare("account.EmailAddress", _NAME, "email")
declare("account.EmailConfirmation", _SIGN_IN, "key", "created", "sent")
declare("mfa.Authenticator", _SIGN_IN, "type", "data", "created_at", "last_used_at")
declare("audit.Entry", _CHAIN, "actor", "verb", "subject_kind", "subject_key", "at")
declare("audit.Entry", _PLAIN, "payload_digest", "previous", "digest")
declare("audit.Payload", replace(_CHAIN, keep=UNTIL_ERASED), "body")
declare("audit.Payload", _PLAIN, "salt")
declare("socialaccount.SocialAccount", _SIGN_IN, "provider", "uid", "last_login", "date_joined", "extra_data")
declare("socialaccount.SocialToken", _SIGN_IN, "token", "token_secret", "expires_at")
