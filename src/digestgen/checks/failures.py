"""Errors of the machinery that became text: HTTP answers, API bodies, stack traces, failed tools, overloaded services.

Papers speak of errors too (“遇到 HTTP 429 错误时，智能体会重试”). So a message counts where it stands as one: at the start of a
text, as a sentence of its own, or in a shape that no prose has (`Error code: 429 - {`, `KeyError: 'choices'`).
"""

from collections.abc import Iterator

from digestgen.checks.phrases import END, STOP, Accusation, At, phrase, phrase_hits
from digestgen.checks.rule import Example, Hit, rule
from digestgen.checks.subject import Subject

_REASON = (
    r"(?:Bad Request|Unauthorized|Payment Required|Forbidden|Not Found|Method Not Allowed|Request Time-?out|Conflict|"
    r"Payload Too Large|"
    r"Request Entity Too Large|Unprocessable (?:Entity|Content)|Too Many Requests|Internal Server Error|Bad Gateway|"
    r"Service (?:Temporarily )?Unavailable|Gateway Time-?out)"
)
_CODE = (
    r"(?:rate_limit_exceeded|rate_limit_error|insufficient_quota|invalid_request_error|invalid_api_key|context_length_exceeded|"
    r"model_not_found|overloaded_error|authentication_error|server_error|internal_error|api_error|content_policy_violation|"
    r"permission_denied|quota_exceeded|request_timeout|invalid_argument|resource_exhausted)"
)
_THING = (
    r"(?:请求|响应|连接|网络|接口|服务器?|系统|API|模型|大模型|调用|工具|插件|生成|解析|处理|加载|下载|上传|读取|打开|任务|程序|"
    r"运行|执行|数据|文件|文档|"
    r"PDF|论文|全文|页面|链接|摘要|总结|内容|会话|获取|查询|搜索|检索|翻译|输出|鉴权|认证|登录|验证|代码|内部|操作|访问|抓取|"
    r"提取|识别|数据库|回复|回答|流式|传输|JSON|HTTP|函数|审核|上下文|网关|DNS|线程|进程|GPU|显存|内存)"
)
_FAILED = (
    r"(?:超时|失败|异常|错误|出错|报错|中断|繁忙|不可用|过载|维护中?|被拒绝|断开|为空|过期|终止|过多|过于频繁|无响应|受限|"
    r"未响应|崩溃|不存在|开小差了?|"
    r"无效|未找到|拒绝|未通过|超限|限流|正在升级|升级中)"
)
_WHEN = r"(?:时|已|被|发生|出现|遇到|暂时|暂|目前|正在|当前|了|的|太|过于){0,4}"
_WHOSE = r"(?:[❌⚠️✗×]{1,2}[ ]?)?(?:抱歉|非常抱歉|当前|目前|本次|该|此|AI|LLM|GPT|论文|文章|文档|最终|任务|对话)?[，, ]{0,2}"
_LATER = r"(?:请(?!求)|稍后|建议|错误[信代码原]|状态码|详[情见]|即将重试|已重试)"
_REST = r"[^。！？\n]"

_HTTP = (
    phrase(
        "http",
        r"HTTPS?(?:/\d(?:\.\d)?)?[ -]?(?:Status|Error|错误|状态码?)?[ :：]{0,3}[45]\d\d\b"
        rf"(?:[ :：-]{{0,3}}{_REASON}|{END}|[ ]?[:：-])",
        at=At.SENTENCE,
    ),
    phrase(
        "request|unauthor|payment|forbidden|not found|not allowed|time|conflict|large|unprocess|internal|gateway|unavailable",
        rf"(?:(?:Error|错误)[ :：]{{0,2}})?(?:\d{{3}}[ :-]{{1,3}})?{_REASON}(?:{END}|[:：,，]| for url| \(|[ ]nginx)",
        at=At.SENTENCE,
    ),
    phrase("nginx|cloudflare|for url", rf"(?<![0-9])[45]\d\d {_REASON}(?=[ \t]*(?:nginx|cloudflare|for url))"),
    phrase(
        "错误|异常|状态码|返回码|响应码|http|40|41|42|50|51|52",
        r"[45]\d\d[ ]?[:：]|[45]\d\d[ ](?:网关|服务|错误|请求|未授权|禁止)|(?:错误|异常|状态码|错误码|错误代码|返回码|响应码|"
        r"HTTP)[ :：为是]{0,3}(?:HTTP ?)?[45]\d\d\b",
        at=At.SENTENCE,
    ),
    phrase("status", r"\bstatus(?:_code| code|code)?[\"']?[ :=]{1,3}[45]\d\d\b"),
    phrase(
        "access denied|javascript|robot|your browser|ray id|page not found|captcha",
        r"\baccess denied(?=[.!:。]|$)|\benable JavaScript\b|\bare you a robot\b|\bchecking your browser\b|"
        r"\bCloudflare Ray ID\b|\bpage not found\b",
    ),
)

_PROGRAMS = (
    phrase("error code", r"\bError code: ?\d{3}(?:[ ]?[-–—:{,]|[。.]?$)|\bError code: ?\d{3}(?=\b)"),
    phrase(
        "send message error|myfiles_browser|quote_lines|mclick(", r"send message error|myfiles_browser|\bquote_lines\b|\bmclick\("
    ),
    phrase(
        "错误码|错误代码|errcode|error_code|err_code",
        r"(?:错误码|错误代码|errcode|error_code|err_code)[\"']?[ :：=为]{1,3}-?[A-Z0-9_]{3,}",
    ),
    phrase(
        "error: |exception: |timeout: ",
        r"(?:^|(?<=[\s：:。（(]))(?:[a-z_]{2,20}\.){0,4}[A-Z][A-Za-z]{2,40}(?:Error|Exception|Timeout): (?=\S)",
    ),
    phrase(
        "error|exception", r"(?<![A-Za-z.])[a-z_]{2,20}(?:\.[a-z_]{2,20}){0,4}\.[A-Z][A-Za-z]{2,40}(?:Error|Exception|Timeout)\b"
    ),
    phrase(
        'traceback|stack trace|stacktrace|file "', r"Traceback \(most recent|\bstack ?trace:|File \"[^\"\n]{1,120}\", line \d"
    ),
    phrase("_", rf"\b{_CODE}\b"),
    phrase(
        "context length|rate limit|quota|api key|api_key|retries|expecting|upstream|overloaded|request id|request_id|billing",
        r"\bmaximum context length\b|\brate limit (?:reached|exceeded|hit)\b|\bexceeded your (?:current )?quota\b|"
        r"\bbilling details\b|"
        r"\b(?:incorrect|invalid|missing) API[ _]key\b|\bMax retries exceeded\b|\bExpecting (?:value|property name|',')|"
        r"\bupstream (?:connect error|request timeout)|\b(?:server|model|system|engine|service)s? (?:is|are) (?:currently |"
        r"temporarily )?"
        r"overloaded\b|\brequest[ _]id[\"']?[ :=]{1,3}[A-Za-z0-9-]{8,}",
    ),
    phrase(
        "timed out|timed-out|timeout",
        r"\b(?:request|connection|read|operation|gateway|response|generation|job|task|server|call) (?:has |was )?timed[ -]out\b|"
        r"\b(?:read|connect|request) timeout[=:]",
    ),
    phrase(
        "connection|econn|etimedout|enotfound|epipe|socket|ssl",
        r"\bconnection (?:was |has been )?(?:reset|refused|aborted|closed|error|lost)\b|\bE(?:CONN(?:RESET|REFUSED|ABORTED)|"
        r"TIMEDOUT|"
        r"NOTFOUND|PIPE)\b|\bsocket hang up\b|\bSSL(?:Error|: CERT)",
    ),
    phrase(
        "failed|unavailable",
        r"\bfailed to (?:fetch|load|parse|retrieve|open|connect|download|generate|decode|process|read|summari[sz]e|extract|"
        r"create|get|"
        r"call|execute|complete)\b|\b(?:summary|generation|request|tool(?: call| execution)?|execution|parsing|download|upload|"
        r"extraction|"
        r"analysis|translation|fetch|job|task|motivation|method|result|conclusion) (?:generation )?(?:has )?(?:failed|"
        r"unavailable)\b",
    ),
    phrase(
        "error",
        r"\b(?:an?|the following) (?:unexpected |unknown |internal |server )?error (?:occurred|has occurred|was encountered|"
        r"happened)\b",
    ),
    phrase(
        "error",
        rf"(?:internal|unknown|unexpected|fatal|server|API|system|network|runtime|tool) error(?:{END}|[:：!,，])",
        at=At.SENTENCE,
    ),
    phrase(
        "error|fail|exception|warning|fatal|错误|异常|失败|出错|报错|警告",
        r"[\[【(（<]?(?:Error|Exception|Warning|Fatal|Failed|Failure|错误|异常|失败|出错了?|报错|警告)"
        r"[\]】)）>]?[ \t]*(?:[：:！!]|[。.]?[ \t]*$)",
        at=At.LINE,
    ),
    phrase(
        "error ",
        r"error (?:generating|fetching|loading|processing|reading|parsing|retrieving|occurred|while|during|calling|creating|"
        r"extracting|in )\b",
        at=At.SENTENCE,
    ),
    phrase(
        "went wrong|try again|permission denied|no such file|not subscriptable|no attribute|object object|unexpected|"
        "not defined|nonetype",
        r"\bsomething went wrong\b|\btry again(?: later| in)?\b|\bpermission denied[.:(]|\bno such file or directory\b|"
        r"\bis not subscriptable\b|\bhas no attribute\b|\[object Object\]|\bunexpected (?:token|end of JSON)\b|"
        r"\bis not defined$|'NoneType'",
    ),
    phrase("not found", r"(?:file|page|document|resource|model|url|path|paper|record) not found\b", at=At.SENTENCE),
    phrase("disconnected|stream ", r"\bdisconnected before\b|\bstream (?:disconnected|closed|error|ended|interrupted)\b"),
    phrase(
        "could not|couldn",
        r"\b(?:could not|couldn['’]t|cannot|can not|can['’]t) be (?:opened|read|loaded|accessed|parsed|retrieved|processed|"
        r"found|fetched|downloaded|summari[sz]ed|generated|reached|completed)\b",
    ),
    phrase("error|errmsg|err_msg|detail|code", r"[{,] ?[\"'](?:errors?|errmsg|err_msg|detail|code)[\"'] ?: ?[\[{\"'0-9n-]"),
)

_CHINESE = (
    phrase(
        "超时|失败|异常|错误|出错|报错|中断|繁忙|不可用|过载|维护|拒绝|断开|为空|过期|终止|过多|频繁|响应|受限|崩溃|不存在|"
        "开小差|无效|未找到",
        rf"[❌⚠️✗×]{{0,2}}[ ]?[\[【(（]?(?:抱歉|糟糕|啊哦|非常抱歉|当前|您的|你的|本次|"
        rf"该)?[，,！!]?{_THING}{{1,4}}{_WHEN}{_FAILED}了?[\]】)）]?"
        rf"(?:[。！!.]?[ \t]*$|[：:！!]|[，,。；;]?[ ]?(?:{_LATER}|重试|无法|未能))",
        at=At.LINE,
        in_titles=False,
    ),
    phrase(
        "超时|失败|异常|错误|出错|报错|中断|繁忙|不可用|过载|维护|频繁|崩溃|开小差|为空|不存在|未找到|无效|过期",
        rf"{_WHOSE}{_THING}[ ]?(?:[A-Za-z_-]{{2,20}}[ ]?)?(?:{_THING}[ ]?){{0,4}}{_WHEN}{_FAILED}了?(?:{STOP}|(?=[（(]))",
        at=At.SENTENCE,
        in_titles=False,
    ),
    phrase(
        "超时|失败|错误|出错|报错|异常|不可用|中断",
        r"(?:但|而|在|系统|程序|AI)?(?:生成|撰写|输出|处理|解析|读取|总结|获取|下载|翻译|调用)[^，。！？\n]{0,8}?"
        r"(?:总结|摘要|回复|回答|内容|论文|文章|文档|模型|接口|PDF)(?:时|过程中)"
        rf"(?:发生|出现|遇到)?了?[^，。！？\n]{{0,6}}(?:错误|异常|出错|失败|问题|超时|中断)(?:{STOP}|[：:])",
        at=At.CLAUSE,
        in_titles=False,
    ),
    phrase(
        "失败|不可用",
        rf"(?:总结|摘要|概括|简介)(?:生成|提取|获取|服务|任务)?(?:已经?|暂时|目前)?(?:失败|不可用|出错)(?:{STOP}|[：:，,])",
        in_titles=False,
    ),
    phrase(
        "截断|省略|裁剪",
        r"[（(\[【][^）)\]】\n]{0,10}(?:过长|超长|太长|超出[^）)\]】\n]{0,8}|限制)[，,]?(?:此处|后续|部分|其余)?(?:已|被|"
        r"予以)?(?:截断|省略|裁剪)[^）)\]】\n]{0,8}[）)\]】]",
    ),
    phrase(
        "找到|搜索到|检索到|查询到|匹配到|查无",
        r"(?:没有|未能?)(?:找到|搜索到|检索到|查询到|匹配到)(?:任何)?(?:相关|匹配|符合条件|有效)?的?(?:信息|内容|结果|资料|论文|"
        r"文献|数据|记录|文章|文件)"
        rf"{END}",
        at=At.CLAUSE,
        in_titles=False,
    ),
    phrase(
        "次数",
        rf"(?:已)?(?:超过|达到|超出)[^，。\n]{{0,4}}(?:最大)?(?:重试|尝试|调用|请求)次数{STOP}",
        at=At.SENTENCE,
        in_titles=False,
    ),
    phrase(
        "已终止|已停止|已中止|已取消|已跳过",
        rf"已(?:终止|停止|中止|取消|跳过)(?:生成|输出|处理|执行|回答|总结)?{END}",
        at=At.CLAUSE,
        in_titles=False,
    ),
    phrase("检测到", r"系统?检测到(?:敏感|违规|不当|异常)(?:内容|信息|词|请求|输入)", at=At.SENTENCE),
    phrase("返回", r"(?:接口|服务器?|API|HTTP|请求|网关|后端)[^，。\n]{0,6}返回[ ]?(?:HTTP ?)?[45]\d\d", at=At.SENTENCE),
    phrase(
        "返回",
        r"(?:模型|函数|搜索工具|工具|接口|API|服务|调用|请求|系统|函数调用|工具调用)[^，。\n]{0,4}(?:返回(?:结果|"
        r"内容)?为?空(?:结果|值|内容|响应|白)?|"
        rf"(?:没有|未)返回(?:有效|任何)?的?(?:结果|内容|响应|数据)){STOP}",
        at=At.SENTENCE,
        in_titles=False,
    ),
    phrase("[|【", r"[\[【](?:错误|Error|警告|异常|失败|报错|超时|Timeout)[\]】]"),
    phrase(
        "连接",
        r"(?:无法|未能|不能)(?:正常)?(?:连接|联系)(?:到|上|至)?(?:服务器|网络|API|数据库|接口|远程|服务|互联网)",
        at=At.CLAUSE,
        in_titles=False,
    ),
    phrase(
        "拦截|屏蔽",
        rf"(?:输出|内容|回复|请求|结果|回答)已?被(?:系统|平台|自动|安全策略)?(?:拦截|屏蔽){STOP}",
        at=At.CLAUSE,
        in_titles=False,
    ),
    phrase(
        "拒绝|拦截|上限",
        rf"(?:由于)?(?:本次)?(?:请求|调用|回复|输出)[^，。\n]{{0,6}}被[^，。\n]{{0,12}}(?:拒绝|拦截){STOP}|(?:调用|请求|使用)次数已?达[^，。\n]{{0,6}}上限",
        at=At.CLAUSE,
        in_titles=False,
    ),
    phrase("api", r"API[ _-]?Key[ ]?(?:未|没有|无效|错误|缺失|为空|已|不)", in_titles=False),
    phrase(
        "太短|过短|较短|过少|不足|太少",
        rf"{_THING}{{1,2}}(?:长度|内容)?(?:太短|过短|较短|过少|太少)(?:或无效)?{STOP}",
        at=At.SENTENCE,
        in_titles=False,
    ),
    phrase(
        "稍后|稍候|稍等|一会|分钟后|片刻|重试",
        r"(?:稍后|稍候|稍等|过一会儿?|几分钟后|片刻后)(?:再|重新)?(?:试|重试|尝试|访问|查看)(?:一下|一次)?|"
        r"已?重试[0-9一二三四五]{1,2}次后?(?:仍|均|依然|还是)?(?:失败|超时)",
    ),
    phrase(
        "余额|配额|额度|调用次数|并发|请求次数|使用次数|欠费",
        r"(?:账户|账号|API|接口|当前|您的|你的|今日|本月|免费|token)?(?:(?:余额|配额|额度|调用次数|并发数|请求次数|使用次数)已?"
        rf"(?:不足|用尽|耗尽|用完|超限|达到?上限|超出|超过)|已?欠费){END}",
        at=At.SENTENCE,
    ),
    phrase("限流|流控|qps", r"(?:触发|命中)了?(?:限流|流控|QPS)", at=At.SENTENCE),
    phrase(
        "过长|超长|太长|超限|超出|超过",
        r"(?:输入|上下文|文本|内容|论文|文档|请求|消息|提示词?|token)的?(?:内容|长度|字数|数|数量|文本)?(?:过长|超长|太长|超限|"
        r"超出|超过)"
        rf"{_REST}{{0,16}}(?:[，,](?:请|已被?截断|已自动)|{END})",
        at=At.LINE,
        in_titles=False,
    ),
    phrase(
        "审核|审查|策略|过滤|拦截|屏蔽",
        r"(?:内容|输出|输入|结果|回复|文本|该内容|请求)?(?:未通过|触发了?|被)(?:内容|安全|敏感词?|风控|平台|系统){0,3}"
        rf"(?:审核|审查|策略|过滤|拦截|屏蔽)[^，。\n]{{0,8}}{END}",
        at=At.LINE,
        in_titles=False,
    ),
    phrase("敏感", r"(?:内容|输入|输出|文本)?(?:包含|含有|涉及)敏感(?:内容|信息|词汇?)", at=At.LINE, in_titles=False),
    phrase(
        "未知错误|内部错误|系统错误|网络错误|服务器错误|运行时错误|服务异常|网络异常|系统异常",
        r"[^。，\n]{0,12}(?:未知错误|(?:服务器)?内部错误|系统错误|网络错误|服务器错误|运行时错误|服务异常|网络异常|系统异常)"
        r"(?:[：:！!。（(]|[ \t]*$)",
        at=At.LINE,
        in_titles=False,
    ),
)

_PHRASES = (*_HTTP, *_PROGRAMS, *_CHINESE)
_SAID = Accusation(
    "an error message of the machinery stands where a text should",
    "这是程序、接口或工具的报错，不是论文的内容。请根据论文资料重新写出这一部分。",
)


@rule(
    "error_text",
    Example("Error code: 429 - {'error': {'message': 'Rate limit reached'}}", "Error code: 429 -", "related_work"),
    Example("请求超时，请稍后再试。", "请求超时，请稍后再试", "background"),
    Example("requests.exceptions.ReadTimeout: 读取论文时出错。", "requests.exceptions.ReadTimeout:", "conclusion[0]"),
)
def error_text(subject: Subject) -> Iterator[Hit]:
    """Hold an error of an API, a server, a tool or the program itself against the summary: a failure was taken for an answer.

    Errors as the topic of a sentence pass; an unknown error in free prose is missed.
    """
    return phrase_hits(subject, _PHRASES, _SAID, quoted=False)
