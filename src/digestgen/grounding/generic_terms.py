"""Terms of the trade that a summary may bring along although the paper spells them out, and units.

No term holds a digit: a list that knew GPT-4 would let it stand for GPT-3. Models, data sets and metrics are no terms: whoever
names one says something of the paper.
"""

_TERMS = """
agi ai aigc ann cv dl dnn genai lm llm lmm lvlm ml mllm nlg nlp nlu plm slm vla vlm
cot icl kd moe peft rag rl rlhf rm sft ssl
cnn ffn gan gcn gnn gpt gru lstm mdp mlp nerf ode pde rnn sgd ssm vae vit
api app asic cli cpu cuda db dsl fpga gpu gui hpc html http https ide io iot ip json npu os pc pdf ram rgb rgbd sdk sql ssd tpu
ar ui uri url usb ux vr xml xr yaml
acc auc bn em iid iou kl kv ln mae map mse ood oom psnr relu rmse std
asr hci ie ir kg mt ner ocr pos qa tts vqa
arxiv github huggingface java javascript python pytorch
bit byte bps cm dpi eb flop fps gb gbps gflops ghz gib hz kb kbps kg khz kib km kwh mb mbps mhz mib min mm ms mw ns pb px
qps tb tflops tops cny eur gbp rmb usd
app appendix eg eq etc eu fig ie ok phd sec tab tldr uk un us usa vs
agent baseline benchmark framework prompt sota token transformer
"""

GENERIC_TERMS = frozenset(_TERMS.split())
"""Terms as `names.fold` folds them, without a plural s."""
