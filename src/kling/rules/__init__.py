"""The rulebook: every door judges requests here and nowhere else."""

from kling.rules.diagnostic import Diagnostic, Fix, Severity, Verdict
from kling.rules.registry import (
    RULES,
    blocking,
    check,
    check_clip,
    check_pictures,
    explain,
    findings,
    is_about,
    judge,
    request_of,
    rule_for,
    verdict,
    when_sent,
    wire_of,
)
from kling.rules.rule import Request

__all__ = [
    "RULES",
    "Diagnostic",
    "Fix",
    "Request",
    "Severity",
    "Verdict",
    "blocking",
    "check",
    "check_clip",
    "check_pictures",
    "explain",
    "findings",
    "is_about",
    "judge",
    "request_of",
    "rule_for",
    "verdict",
    "when_sent",
    "wire_of",
]
