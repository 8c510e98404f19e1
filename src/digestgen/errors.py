"""What can go wrong, as one tree.

Every error names its subject (arXiv id, URL, path, date, setting), says what happened, and where possible what to do.
It keeps its cause by exception chaining. `exit_code` is what the command line answers with when the error ends the command;
`retryable` says whether the same request can succeed a little later. A failure of one paper becomes a value in the day's report
and ends nothing.

    DigestgenError                      exit 1
    ├── UsageError                      exit 2   a date, id or argument that makes no sense
    ├── ParseError                      exit 2   a Markdown page, JSON file or id that cannot be read (carries the line)
    ├── SettingsError                   exit 4   a setting is missing, unknown or wrong
    │   ├── PromptError                          a prompt file is missing or uses variables wrongly
    │   └── CredentialsError                     401, 403: the key is refused
    │       └── QuotaError                       402, used-up balance or quota
    ├── StorageError                    exit 1   a folder or file cannot be read or written
    │   ├── DraftDamagedError                    a draft file that does not parse
    │   └── LockHeldError               exit 75  another run works on this output folder
    ├── HeldError                       exit 3   a draft with errors that nobody has waived
    ├── InterruptedRunError             exit 3   the run was told to stop; the papers that are left wait for the next one
    ├── UpstreamError                   exit 5   a server answered wrongly or not at all (carries URL, status, seconds to wait)
    │   ├── BadRequestError                      400, 422: we asked wrongly
    │   ├── NotFoundError                        404, 410
    │   ├── ForbiddenError                       403 from a source (a key's 403 is CredentialsError)
    │   ├── UnreadableAnswerError       retry    the wrong type, HTML for JSON, a cut or empty body
    │   ├── UnansweredError                      sent, but no answer came: nobody knows whether it was taken
    │   ├── TooLargeError                        the body is over its cap
    │   ├── UpstreamDownError           retry    5xx, no connection, time-out
    │   └── RateLimitedError            retry    429
    └── PaperError                               ends one paper, never the day
        ├── PdfError                             no usable text in the PDF (the abstract serves instead)
        ├── NothingToSummarizeError              nothing but a title, or not even that
        └── SummaryError                         no valid summary came out (keeps the raw reply)
            ├── InvalidSummaryError              still invalid after the repairs
            ├── CutOffError                      cut off by the output cap, twice
            ├── RefusedError                     refusal or content filter
            └── ContextTooLongError              the input does not fit the model
"""

from typing import ClassVar

PARTIAL = 3
"""Exit code where some papers are held or failed."""


class DigestgenError(Exception):
    """Root of the tree: `subject` names the thing, `problem` says what happened, `remedy` what to do about it."""

    exit_code: ClassVar[int] = 1
    retryable: ClassVar[bool] = False

    def __init__(self, subject: str, problem: str, remedy: str = "") -> None:
        """Keep the three parts; `str()` joins them into one line."""
        super().__init__(subject, problem, remedy)
        self.subject = subject
        self.problem = problem
        self.remedy = remedy

    def __str__(self) -> str:
        line = f"{self.subject}: {self.problem}"
        return f"{line} ({self.remedy})" if self.remedy else line


class UsageError(DigestgenError):
    """A date, id or argument that makes no sense."""

    exit_code = 2


class ParseError(DigestgenError):
    """A page or file that cannot be read; `line` is 1-based, 0 where no line can be named."""

    exit_code = 2

    def __init__(self, subject: str, problem: str, remedy: str = "", *, line: int = 0) -> None:
        """Keep the line beside the three parts."""
        super().__init__(f"{subject}:{line}" if line else subject, problem, remedy)
        self.line = line


class SettingsError(DigestgenError):
    """A setting is missing, unknown or wrong."""

    exit_code = 4


class PromptError(SettingsError):
    """A prompt file is missing, or uses variables that it is not given."""


class CredentialsError(SettingsError):
    """The endpoint refuses the key."""


class QuotaError(CredentialsError):
    """The account's balance or quota is used up."""


class StorageError(DigestgenError):
    """A folder or file cannot be read or written."""


class DraftDamagedError(StorageError):
    """A draft file that does not parse; it is reported by name and left as it is."""


class LockHeldError(StorageError):
    """Another run works on this output folder."""

    exit_code = 75


class HeldError(DigestgenError):
    """A draft has errors that nobody has waived, so that it cannot be approved."""

    exit_code = 3


class InterruptedRunError(DigestgenError):
    """The run was told to stop (Ctrl-C, SIGTERM); the papers that are left wait for the next one."""

    exit_code = 3


class UpstreamError(DigestgenError):
    """A server answered wrongly or not at all; `subject` is the URL.

    `status` is the HTTP status (0: none came), `wait_seconds` what the server asks us to wait (None: it does not say).
    """

    exit_code = 5

    def __init__(
        self, subject: str, problem: str, remedy: str = "", *, status: int = 0, wait_seconds: float | None = None
    ) -> None:
        """Keep status and wait beside the three parts."""
        super().__init__(subject, problem, remedy)
        self.status = status
        self.wait_seconds = wait_seconds


class BadRequestError(UpstreamError):
    """400 or 422: we asked wrongly."""


class NotFoundError(UpstreamError):
    """404 or 410."""


class ForbiddenError(UpstreamError):
    """403 from a source."""


class UnreadableAnswerError(UpstreamError):
    """The wrong type, HTML for JSON, a cut or empty body."""

    retryable = True


class UnansweredError(UpstreamError):
    """It was sent, but no answer came: whether it was taken is unknown, so that sending it again could be once too often."""


class TooLargeError(UpstreamError):
    """The body is over its cap."""


class UpstreamDownError(UpstreamError):
    """5xx, no connection, or a time-out."""

    retryable = True


class RateLimitedError(UpstreamError):
    """429."""

    retryable = True

    def __init__(self, subject: str, problem: str, remedy: str = "", *, wait_seconds: float | None = None) -> None:
        """Fix the status."""
        super().__init__(subject, problem, remedy, status=429, wait_seconds=wait_seconds)


class PaperError(DigestgenError):
    """Ends one paper, never the day."""


class PdfError(PaperError):
    """No usable text in the PDF; the abstract serves instead."""


class NothingToSummarizeError(PaperError):
    """Nothing but a title, or not even that: a summary could only be invented."""


class SummaryError(PaperError):
    """No valid summary came out; `raw_reply` is what the model said last."""

    def __init__(self, subject: str, problem: str, remedy: str = "", *, raw_reply: str = "") -> None:
        """Keep the raw reply beside the three parts."""
        super().__init__(subject, problem, remedy)
        self.raw_reply = raw_reply


class InvalidSummaryError(SummaryError):
    """Still invalid after the repairs."""


class CutOffError(SummaryError):
    """Cut off by the output cap, twice."""


class RefusedError(SummaryError):
    """The model refuses, or the provider's content filter does."""


class ContextTooLongError(SummaryError):
    """The input does not fit the model."""
