"""What decides whether a summary may be published: pure functions from a subject to findings. The list of rules is the policy.

It is defect detection: it finds what is no summary, what is not in the paper and what contradicts it in numbers and names. It
cannot see a true quote under an overstated claim.
"""

from digestgen.checks.judging import Judged, check, check_block, check_page, fingerprint, judge, no_digest, recheck
from digestgen.checks.policy import RULES
from digestgen.checks.subject import NO_SURROUNDINGS, Subject, Surroundings, subject_of

__all__ = [
    "NO_SURROUNDINGS",
    "RULES",
    "Judged",
    "Subject",
    "Surroundings",
    "check",
    "check_block",
    "check_page",
    "fingerprint",
    "judge",
    "no_digest",
    "recheck",
    "subject_of",
]
