"""Which rules are meant for which defect. A test holds these names against the rules that there are."""

from quality.trials import SCHEMA

PLACEHOLDER = ("placeholder", "empty_title", "template_question", "missing_text", "length", SCHEMA)
MARKUP = ("odd_sign", "html", "markdown", "json_fragment", "literal_escape", "latex", SCHEMA)
CITATION = ("odd_sign", "citation_artefact", "citation_mark", "latex", "html", "url", "invisible_character", SCHEMA)
URL = ("odd_sign", "url", "markdown", "citation_artefact")
SECRET = ("secret",)
CHARACTERS = ("invisible_character", "mojibake", "html", "literal_escape", SCHEMA)
STRUCTURE = ("missing_text", SCHEMA)
LENGTH = ("length", SCHEMA)
ENDING = ("unfinished",)
NO_DIGEST = "no_digest"
"""What `check_page` says of a text that holds no block."""
PAGE = (NO_DIGEST, "missing_text", "unplaced")
ID = ("arxiv_id",)
LANGUAGE = ("english_text", "english_run", SCHEMA)
SCRIPT = ("traditional_chinese", "foreign_script")
LOOP = ("loop", "repeated_sentence", "monotonous")
DUPLICATE_SECTION = ("duplicate_section", "repeated_sentence", "loop")
DUPLICATE_PAPER = ("duplicate_paper", "title")
TALK = ("refusal", "chatter", "first_person", "error_text", "admits_missing", "chat_token", "aside", "english_remark")
LEAKED = (*TALK, *MARKUP, *CITATION, "placeholder", "prompt_echo", "english_text", "english_run", "foreign_script")
"""Of talk that is itself in Markdown, JSON or a foreign language, whichever is told first holds it."""
INSTEAD = (*LEAKED, *PLACEHOLDER, "monotonous")
"""The same where the talk stands in the place of a whole paragraph, which may then be too short as well."""
INCOMPLETE = ("admits_missing", "aside", "english_remark", "english_run", "placeholder")
ECHO = ("prompt_echo",)
QUOTED_NUMBER = ("number_not_in_quote", "number_missing", "number_scale")
NUMBER = ("number_missing", "number_scale")
SCALE = ("number_scale",)
INVENTED = ("number_missing", "number_scale", "claim_without_quote")
NAME = ("name_missing",)
WRONG_PAPER = ("name_missing", "wrong_paper", "title_name")
FIRST = ("first_claim",)
BEST = ("best_claim",)
COVERAGE = ("claim_without_quote",)
UNPROVEN = ("quote_not_found", "number_not_in_quote", "claim_without_quote")
INNOCENT = "innocent"
"""The payloads that no rule may hold."""
EVERY = frozenset().union(*(value for value in list(globals().values()) if isinstance(value, tuple)))
