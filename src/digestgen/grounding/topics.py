"""Chinese words that say what a paper is about, and how an English paper that is about it writes them.

Not the words that every paper has (method, data, experiment). Each stands with the beginnings of the English words for it, `$`
where the word must end; a paper that has none of them is not about it. Measured on 4,312 summaries: 97 % of these words have a
counterpart in their own abstract, 21 % in another's.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple


class Topic(NamedTuple):
    """A subject: its Chinese words, and the beginnings of the English ones as `fold_words` folds and single spaces part them."""

    chinese: tuple[str, ...]
    english: tuple[str, ...]


_WORDS = """
大语言模型/大型语言模型/LLM=language model|llm|plm|gpt  语言模型=language model|llm|lm$|lms$|plm
通用人工智能/AGI=general intelligence|agi|general ai
自然语言生成/NLG=nlg|natural language generat|text generat|language generat
上下文学习/语境学习/ICL=in context|few shot|demonstration|icl
思维链/CoT=chain of thought|cot|chains of thought|step by step|rationale|think  提示=prompt|cue|hint|instruct|suggest
指令=instruct|command  微调=fine tun|finetun|tuning|tune|adapt  预训练=pre train|pretrain|pre trained|foundation model
检索=retriev|search|rag|lookup  知识=knowledge  常识=common sense|commonsense
推理=reason|infer$|inference|inferring|deduc|entail|think  幻觉=hallucinat|factual|faithful|fabricat  智能体=agent|multiagent
问答=question|qa|answer|vqa
强化学习=reinforcement|rl$|policy|policies|grpo|ppo$|reward|rlhf  奖励=reward  偏好=prefer  对齐=align|match|calibrat
反馈=feedback  越狱=jailbreak|attack|adversar  攻击=attack|adversar|jailbreak|inject|threat|malicious
防御=defen|protect|mitigat|guard  后门=backdoor|trojan|poison  水印=watermark  隐私=privacy|private|leak|anonym|sensitive
安全=safe|secur|harm|risk  偏见=bias|fairness|stereotyp|prejudic|unfair  毒性=toxic|harm  蒸馏=distil
教师=teacher|instructor|educat|professor  剪枝=prun|sparsif|spars  量化=quanti|bit|metric|measur  稀疏=spars
缓存=cach|buffer|kv  混合专家/专家混合=mixture of expert|moe|expert|mixtures of expert
注意力=attention|attend|attentive|transformer|focus  位置编码=position|rope|rotary
扩散=diffus|denois|score based|spread|propagat  去噪=denois|nois|diffus  变分=variation|vae|elbo
自编码器=autoencod|auto encod|vae|encoder  流匹配=flow match|rectified flow|flow based|flow  高斯=gaussian|splat|3dgs|gp$|gps$
泼溅=splat|3dgs  辐射场=radiance|nerf  点云=point cloud|point|lidar  网格=mesh|grid|lattice|voxel  渲染=render
光照=light|illumin|relight  纹理=textur  姿态=pose$|poses$|posture|orientation|attitude  遮挡=occlu|block  相机=camera
视频=video|film|clip|footage  图像=image|picture|photo|visual|vision|pixel|radiograph|mri$|ct$|slide
音频=audio|sound|speech|acoustic|music  语音=speech|spoken|voice|asr|tts|phon|audio|speaker  音乐=music|song|melod
说话人=speaker|talk|spoken  人脸=face|facial|deepfake  手势=gestur|hand
动作=action|motion|movement|gestur|behavio|act$|acts$|skill|pose$
运动=motion|movement|moving|dynamic|locomot|sport|kinemat|exercis  三维/3D=3d|three dimension|3 d|volum
分割=segment|split|partition|divi|mask  目标检测=detect  遥感=remote sens|satellite|earth observ|aerial|sar$|geospatial
卫星=satellite|remote sens|aerial|orbit  机器人=robot|manipulat|embod|humanoid|chatbot|bot$|bots$  具身=embod|robot|vla
抓取=grasp|grip|manipulat|picking|crawl|scrap  导航=navigat|vln$|slam$  驾驶=driv|vehicle|car$|cars$
车辆=vehicle|car$|cars$|traffic|truck|fleet  交通=traffic|transport|vehicle|road$|roads$|mobility
无人机=uav|drone|unmanned|aerial  游戏=game|gaming|player|minecraft  国际象棋=chess  世界模型=world model|world
代码=code|coding|program|software|repositor|script|source  编程=program|coding|code|software  软件=software|program|code|app
测试用例=test case|test|unit test  协议=protocol  编译=compil  数据库=database|sql|db|dbms  表格=table|tabular|spreadsheet|sheet
数学=math|arithmetic|algebra|geometr|theorem|gsm8k  几何=geometr|shape|manifold|3d  定理=theorem|prov|proof|lemma|bayes
物理=physic  分子=molecul|chemi|drug|compound|smiles  蛋白质=protein|amino|peptide  基因=gene$|genes$|genetic|genom|dna$|rna$
细胞=cell  药物=drug|pharma|medic|molecul|therap  晶体=crystal|lattice|material  量子=quantum|qubit
天文=astronom|galax|stellar|telescop|cosmo  气候=climat|weather  天气=weather|climat|meteorolog|rain|fog|precipit
农业=agricultur|crop|farm|plant  医学/医疗=medic|clinic|health|biomed|patient|radiolog|surg|doctor
临床=clinic|medic|patient|diagnos|physician  患者=patient|clinic|participant  诊断=diagno
疾病=disease|patholog|disorder|illness|clinic|condition  手术=surg|operat  放射=radio|x ray|radiat  病理=patholog|histo
脑电=eeg|electroenceph|brain  心理=psycholog|mental|cognit|psychi|psycho|emotion|therap
金融=financ|stock|market|econom|bank|trad  股票=stock|equity|equities  经济=econom|financ|market
法律=legal|law|court|judic|legisl  专利=patent  教育=educat|teach|student|learner|school|tutor|pedagog
学生=student|pupil|learner|undergrad  考试=exam$|exams$|examination|test$|tests$  新闻=news|journal|media|headline
社交媒体=social media|twitter|tweet|reddit|weibo|social network|social platform|facebook  推荐=recommend|suggest
用户=user|participant|customer|consumer|human|reader|people|person|individual|client|personal  电商=commerce|shop|product|retail
翻译=translat|nmt|bilingual  多语言=multilingual|multi lingual|languages|cross lingual|lingual
跨语言=cross lingual|crosslingual|cross language|multilingual|languages
低资源=low resource|under resourced|resource|scarce|limited data  方言=dialect|accent|variet  阿拉伯语=arabic  日语=japan
韩语=korea  俄语=russian  西班牙语=spanish  中文/汉语=chinese|mandarin|zh|china  摘要=summar|abstract|tl dr
对话=dialog|conversation|chat|utterance|talk|turn  情感=sentiment|emotion|affect|empath  仇恨=hate|toxic
命名实体/NER=entit|ner|named  实体=entit|object|physical  关系抽取=relation
知识图谱=knowledge graph|kg|graph|triple|knowledge base  三元组=tripl|tuple  图神经网络/GNN=graph|gnn|gcn
句法=synta|pars|gramma  语法=gramma|synta|pars  词汇=vocab|lexic|word|token|term  分词=tokeni|token|segment|bpe
隐喻=metaphor|figurative  讽刺=sarcas|satir|iron  幽默=humor|humour|joke|funny  故事=stor|narrat|tale|fiction
写作=writ|essay|compos  诗歌=poem|poet|verse|lyric  角色扮演=role|persona|character  人格=persona|big five|trait|character
心智理论=theory of mind|tom$|mental  道德=moral|ethic  伦理=ethic|moral  价值观=value|moral|ethic  文化=cultur
虚假=fake|fals|misinform|spurious|disinform|fabricat|decept|hallucinat  谣言=rumor|rumour|misinform|fake
辩论=debat|argument|discuss  同行评审=peer review|review|referee  引文=citation|cite|citing|bibliograph|reference
引用=citation|cite|citing|reference|quot|attribut  长文本/长上下文=long|context length|context window|length
记忆=memor|remember|recall|forget  遗忘=forget|unlearn|interferenc  持续学习/终身学习=continual|lifelong|incremental|continuous
联邦学习=federat|fl$|decentral  元学习=meta learn|meta$|maml  主动学习=active learn|active
对比学习=contrast|clip$|simclr|infonce  无监督=unsupervis|label free|unlabel|self supervis
零样本=zero shot|zeroshot|zero|unseen  少样本=few shot|fewshot|shot|few  合成数据=synthe|generat|artificial|simulat
数据增强=augment  众包=crowd|annotat|mturk|mechanical turk  标注=annotat|label|tag|mark|curat|ground truth|supervis
噪声=nois|perturb|corrupt|denois  分布外/OOD=out of distribution|ood|distribution|unseen|shift|out of domain
不确定性=uncertain|confiden|calibrat|entropy|stochastic  校准=calibrat|confiden|correct|adjust|align|recalib  贝叶斯=bayes
因果=caus|counterfact|confound  反事实=counterfact|caus|hypothetic  可解释=interpret|explain|explanat|explica|transparen|explor
归因=attribut|interpret|shap|saliency  神经元=neuron|neural|unit|cell  卷积=convol|cnn|conv$|convnet|resnet
批归一化=batch norm|bn$|normaliz|batchnorm  归一化=normali|norm$|norms$|softmax  残差=residual|resnet|skip|remaining
梯度=gradient|backprop|descent|sgd  学习率=learning rate|lr$|step size  正则化=regulari|dropout|penalt|constrain
时间序列=time series|temporal|forecast|timeseries|longitudinal  异常检测=anomal|outlier|fraud|abnormal
聚类=cluster|k means|kmeans|dbscan|group  并行=parallel|concurren|simultan|distributed  分布式=distribut|parallel|decentral|node
硬件=hardware|gpu|fpga|accelerator|chip|device|processor  芯片=chip|hardware|circuit|soc$|accelerator|vlsi|processor
电路=circuit|analog|chip  网页=web|html|page|browser|site$|sites$|internet|online  浏览器=browser|web
搜索引擎=search engine|search|google|bing  维基百科=wikipedia|wiki  文档=document|file|doc|pdf|text|manual|article|page
图表=chart|figure|plot|diagram|graph|table|visuali  公式=formula|equation|math|latex|closed form  手写=handwrit|mnist
光学字符=ocr|optical character|text recogn  多模态=multi modal|multimodal|modalit|vision|visual|image|mllm|vlm|lmm
文生图/文本到图像=text to image|t2i|image generat|stable diffusion|diffusion|text image  图像编辑=edit|image manip|inpaint
风格=style|stylis|styliz|manner  超分辨率=super resol|superresol|sr$|upscal|upsampl  分辨率=resol
修复=repair|restor|inpaint|fix$|fixes|fixing|recover|patch|correct|deblur  压缩=compress|codec|distil|compact
动画=animat|motion|anime|cartoon  虚拟现实=virtual reality|vr|xr|immers  增强现实=augmented reality|xr|mixed reality
虚拟试穿/试穿=try on|tryon|garment|cloth  服装=cloth|garment|fashion|apparel|dress|outfit  食物=food|recipe|cook|nutri|diet|meal
传感器=sensor|imu|sens|lidar  雷达=radar|lidar  触觉=tactile|haptic|touch  规划=plan|trajector|motion plan|rout
仿真=simul|emulat|sim$|sims$|sim2  博弈=game|nash|player|strateg|equilibri  谈判=negotiat|bargain
协作=collab|cooperat|coordinat|team|synerg  政治=politic|elect|party|ideolog|democra|partisan
选举=elect|vote$|votes$|voting|voter  性别=gender|women|female|male|sex  儿童=child|kid|infant|pediatr  开放获取=open access
出版=publish|publication|press$|journal  拼接=stitch|splic|concat|join|assembl|piec|mosaic|panoram|reassembl
文物=artifact|relic|heritage|archaeol|cultural|artefact  考古=archaeol|archeol|ancient|excavat
地图=map$|maps$|mapping|cartograph|slam$  城市=urban|city|cities|traffic|street
海洋=ocean|marine|sea$|seas$|underwater|maritime  决策=decision|decid|polic  搜索=search|explor|retriev|nas$
评分=score|scoring|rating|grading|rubric|judg  预测=predict|forecast|anticipat|estimat|progno
一致性=consisten|coheren|agree|align|conform|invarian|unif|harmon|concord  鲁棒=robust|resilien|stab
泛化=generali|transfer|out of distribution|unseen  多样性=divers|variet|varied|heterogen  嵌入=embed|represent|latent|encod
标签=label|tag$|tags$|annotat  分类=classif|categor|taxonom|recogni
"""


def _read_table(table: str) -> tuple[Topic, ...]:
    pairs = (entry.partition("=") for entry in re.split(r"\s{2,}|\n", table.strip()))
    return tuple(Topic(tuple(chinese.split("/")), tuple(english.replace("$", " ").split("|"))) for chinese, _, english in pairs)


TOPICS = _read_table(_WORDS)


def read_topics(text: str) -> Mapping[Topic, int]:
    """Return the subjects that a Chinese text speaks of, and how often."""
    counts = {topic: sum(map(text.count, topic.chinese)) for topic in TOPICS}
    return {topic: count for topic, count in counts.items() if count}
