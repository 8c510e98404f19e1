"""The policy: the list of all rules, by what they look at. What is not in it is not checked."""

from digestgen.checks.admissions import admits_missing
from digestgen.checks.asides import aside
from digestgen.checks.characters import invisible_character, mojibake
from digestgen.checks.chatter import chatter, english_remark, first_person
from digestgen.checks.citations import citation_artefact, citation_mark
from digestgen.checks.claims import best_claim, first_claim
from digestgen.checks.echo import chat_token, prompt_echo
from digestgen.checks.evidence import claim_without_quote, number_not_in_quote, quote_not_found
from digestgen.checks.failures import error_text
from digestgen.checks.figures import number_missing, number_scale
from digestgen.checks.fragments import json_fragment, literal_escape
from digestgen.checks.identity import arxiv_id, duplicate_paper, title
from digestgen.checks.language import english_run, english_text, foreign_script, traditional_chinese
from digestgen.checks.links import url
from digestgen.checks.markup import html, latex, markdown, unplaced
from digestgen.checks.names import name_missing, title_name, wrong_paper
from digestgen.checks.placeholders import empty_title, placeholder, template_question
from digestgen.checks.refusals import refusal
from digestgen.checks.repetition import duplicate_section, loop, monotonous, repeated_sentence
from digestgen.checks.rule import Rule
from digestgen.checks.secrets import secret
from digestgen.checks.shape import length, missing_text, unbalanced_brackets, unfinished
from digestgen.checks.signs import odd_sign

_NO_SUMMARY = (
    missing_text,
    placeholder,
    empty_title,
    template_question,
    refusal,
    chatter,
    aside,
    english_remark,
    first_person,
    error_text,
    admits_missing,
)
_LEAKS = (
    secret,
    prompt_echo,
    chat_token,
    html,
    markdown,
    json_fragment,
    literal_escape,
    latex,
    odd_sign,
    unplaced,
    citation_artefact,
    citation_mark,
    url,
    invisible_character,
    mojibake,
)
_LANGUAGE = (english_text, english_run, foreign_script, traditional_chinese)
_SHAPE = (length, unfinished, unbalanced_brackets, loop, repeated_sentence, monotonous, duplicate_section)
_IDENTITY = (arxiv_id, title, duplicate_paper)
PAPER_RULES = (wrong_paper, number_scale, number_missing, name_missing, first_claim, best_claim)
"""Rules that look things up in the paper's text: without it they say nothing."""
CONTEXT_RULES = (duplicate_paper, secret, prompt_echo)
"""Rules that know more than the text: the archive, the secrets of the process, the prompt."""
_EVIDENCE = (quote_not_found, number_not_in_quote, claim_without_quote)

FAMILIES: tuple[tuple[str, str, tuple[Rule, ...]], ...] = (
    ("No summary", "Stand-ins, refusals, errors and admissions where a summary should be.", _NO_SUMMARY),
    ("Leaks", "What belongs to a prompt, a page, a program or a chat product, and not to a text.", _LEAKS),
    ("Language", "Simplified Chinese, with the English that the subject needs.", _LANGUAGE),
    ("Shape", "Length, endings, brackets, repetition.", _SHAPE),
    ("Identity", "Which paper it is, and whether another one has the same text.", _IDENTITY),
    ("The paper", "What the summary says, looked up in the paper. Without the paper these rules say nothing.", PAPER_RULES),
    ("The title", "What can be seen from the title alone.", (title_name,)),
    ("Evidence", "The model's quotes. A summary that was made before quotes were asked for has none to check.", _EVIDENCE),
)
RULES: tuple[Rule, ...] = tuple(rule for _, _, rules in FAMILIES for rule in rules)
