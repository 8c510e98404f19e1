"""English chatter in a Chinese summary: the phrases. Data, in the form that `phrases` reads."""

from digestgen.checks.phrases import At, phrase

_HERE = r"(?:here(?:['’]s| is| are)|below (?:is|are)|the following (?:is|are))"
_REPLY = r"(?:summary|summaries|overview|translation|response|answer|JSON|breakdown|digest|analysis|output|version|rewrite)"
_REST = r"[^.。\n]"

ENGLISH = (
    phrase(
        "here|below",
        rf"\b{_HERE} (?:the |an? |your |my |our )?(?:requested|revised|rewritten|updated|corrected|shortened|edited|final|"
        rf"polished|"
        r"improved|translated)\b[^:：。\n]{0,60}",
    ),
    phrase(
        "sure|certainly|of course|absolutely|okay|ok|alright|got it|no problem|great|understood|hello|hi",
        r"(?:sure(?: thing)?|certainly|of course|absolutely|okay|ok|alright|got it|no problem|great(?: question)?|understood|"
        r"hello|"
        r"hi(?: there)?)(?:[!,:。！，]|\.[ \n]|\.$)",
        at=At.LINE,
    ),
    phrase("here|below|following", rf"\b{_HERE} (?:the |an? |your |my |our )?[^.:：。\n]{{0,60}}\b{_REPLY}\b"),
    phrase(
        "let me|feel free|would you like|hope this|hope that|hope it|is there anything|do you want|happy to|glad to",
        r"\b(?:let me (?:know|summari|explain|start|analy|first|think|try|see|check|read|provide|help)\w*|feel free to|"
        r"would you like|"
        rf"hope (?:this|that|it) helps?|is there anything|do you want|(?:happy|glad) to (?:help|assist|provide|answer))"
        rf"\b{_REST}{{0,40}}",
    ),
    phrase(
        "please",
        r"\bplease (?:provide|upload|share|paste|let|try|wait|note|check|refer|contact|ensure|enable|send|attach|specify|"
        r"clarify|give|"
        rf"make|confirm|find|ask|see|keep|do|be|read|visit|consult|feel)\b{_REST}{{0,40}}",
    ),
    phrase(
        "i'|i’|i will|i would|i have|i need|i see|i hope|i think|i understand|i notice|i can |i am|i was|i should|i must|let's|"
        "let’s",
        r"(?<!like )\b(?:I(?:['’](?:ll|d|ve|m)| will| would| have| need| see| hope| think| understand| notice| can| am| was|"
        r" should| must)|let['’]s) "
        rf"(?:be |now |first |just |to |also )?[a-z]{{2,12}}\b{_REST}{{0,40}}",
    ),
    phrase(
        "the user", rf"\bthe user (?:wants|asked|is asking|has|would|provided|hasn['’]t|did|needs|is requesting)\b{_REST}{{0,40}}"
    ),
    phrase(
        "you |your ",
        r"\byour? (?:provided|uploaded|shared|request|question|asked|would|have any|(?:want|need|can|may) (?:to|any|more|me|use|"
        r"find|ask|also)|"
        rf"document|file|input|paper|mentioned)\b{_REST}{{0,40}}",
    ),
    phrase("if you", rf"\bif you(?:['’]d| would| have| need| want| require| are| can| could)\b{_REST}{{0,60}}"),
    phrase("thank", rf"\bthank(?:s| you) for (?:your|reading|the|sharing|providing|asking)\b{_REST}{{0,30}}"),
    phrase("note:|note that|disclaimer", rf"(?:please )?(?:note(?: that|:)|disclaimer:){_REST}{{0,60}}", at=At.SENTENCE),
)
