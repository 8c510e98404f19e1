"""English refusals in a Chinese summary: the phrases. Data, in the form that `phrases` reads."""

from digestgen.checks.phrases import At, phrase

_CAN_NOT = r"(?:can(?:not| not|['’]t)|could(?: not|n['’]t)|(?:un|not )able to|failed to)"
_DO = (
    r"(?:access|open|read|retrieve|view|browse|load|download|find|process|parse|fetch|assist|help|comply|fulfill?|provide|"
    r"summari[sz]e|"
    r"complete|generate|answer|see|locate|continue)"
)
_PAPER = (
    r"(?:papers?|documents?|links?|PDFs?|files?|articles?|contents?|pages?|requests?|URLs?|summar(?:y|ies)|texts?|you|your|"
    r"that|this)"
)
_REST = r"[^.。\n]"

ENGLISH = (
    phrase(
        "sorry|apolog",
        rf"(?:I(?:['’]m| am) |We(?:['’]re| are) |I )?(?:(?:very|so|deeply) )?(?:sorry|apologi[sz]e|apologies)\b{_REST}{{0,60}}",
        at=At.SENTENCE,
    ),
    phrase("apolog", r"\b(?:my apologies|I apologi[sz]e|we apologi[sz]e)\b"),
    phrase(
        "unfortunately|regrettably", rf"(?:unfortunately|regrettably), (?:I|we|the|this|no|it)\b{_REST}{{0,60}}", at=At.SENTENCE
    ),
    phrase(
        "i can|i could|i do|i did|i was|i won|i will|i would|i have|i lack|i must",
        r"\bI (?:can(?:not|['’]t| not| only)|could(?: not|n['’]t)|do(?: not|n['’]t)|did(?: not|n['’]t)|was(?: not|n['’]t)|"
        r"was unable|"
        rf"won['’]t|will not|would not|have no|lack|must decline)\b{_REST}{{0,60}}",
    ),
    phrase("i'm |i’m |i am ", rf"\bI(?:['’]m| am) (?:not|unable|afraid|sorry|an? (?:AI|language|large|text))\b{_REST}{{0,60}}"),
    phrase(
        "as an|as a ",
        rf"\bAs an? (?:AI|artificial intelligence|large language|language|text)\b[^.,。\n]{{0,40}}, (?:I|it|there)"
        rf"\b{_REST}{{0,40}}",
    ),
    phrase("it seems|it appears|it looks", rf"it (?:seems|appears|looks like)\b{_REST}{{0,60}}", at=At.SENTENCE),
    phrase("as an ai", rf"As an AI\b{_REST}{{0,40}}", at=At.SENTENCE),
    phrase(
        "cannot|can not|can't|can’t|could|able to|failed to",
        rf"\b{_CAN_NOT} (?:directly |currently |reliably )?{_DO}\b{_REST}{{0,40}}\b{_PAPER}\b",
    ),
    phrase(
        "provided|attached|uploaded|found|received|included|accessible|available|loaded",
        r"\b(?:no (?:papers?|documents?|texts?|contents?|files?|PDFs?|articles?|attachments?|full text) (?:\w{2,5} ){0,2}|"
        r"(?:papers?|texts?|documents?|contents?|articles?|files?|PDFs?|links?)(?: contents?| text| itself)? "
        r"(?:was|is|were|are|has|have)(?: not|n['’]t) (?:been )?)(?:provided|attached|uploaded|found|received|included|"
        r"accessible|loaded)\b",
    ),
    phrase("my ", r"\bmy (?:programming|guidelines|training data|knowledge cut-?off|capabilities)\b"),
    phrase("violat", rf"\bviolat\w{{1,4}} (?:our|the|my|openai['’]?s?|its) (?:usage|content|safety|community)\b{_REST}{{0,20}}"),
    phrase(
        "against|decline|not comfortable|not appropriate for me",
        r"\bnot comfortable (?:with|providing)\b|\bagainst (?:my|our) (?:policy|policies|guidelines)\b",
    ),
)
