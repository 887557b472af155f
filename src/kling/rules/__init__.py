"""The rulebook: every door judges requests here and nowhere else."""

from kling.rules.diagnostic import Diagnostic, Fix, Severity, Verdict, verdict
from kling.rules.registry import RULES, blocking, check, check_pictures, explain, judge, rule_for, wire_of

__all__ = [
    "RULES",
    "Diagnostic",
    "Fix",
    "Severity",
    "Verdict",
    "blocking",
    "check",
    "check_pictures",
    "explain",
    "judge",
    "rule_for",
    "verdict",
    "wire_of",
]
