/**
 * train.sh and infer.sh: an experiment as commands of ms-swift 4.6, and the versions with which they were tested. Every
 * option whose default differs from the lab is set. Not here: the prompt and the schedule (sparkle_template.py), what
 * differs all the same (differences.ts).
 */
import type { ExperimentConfig } from '../experiment/config.ts';
import {
  adapterFolder,
  answersFile,
  beforeFile,
  experimentFile,
  logFile,
  modelFolder,
  pluginFile,
  resultsFile,
  testFile,
  trainFile,
  validationFile,
  versionsFile,
} from './folder.ts';

/** A model class by the name that ms-swift has for it; the plugin adds the second. */
export type ModelType = 'idefics3' | 'smolvlm';

/** What the commands need besides the config. */
export interface Commands {
  readonly config: ExperimentConfig;
  readonly modelType: ModelType;
  /** Steps of training, as the budget gives them. */
  readonly steps: number;
  /** Whether there are held-out conversations. */
  readonly isValidated: boolean;
  /** Tokens that the model can read. */
  readonly contextTokens: number;
  /** The longest answer. */
  readonly maxNewTokens: number;
}

/** Versions that were tested together, one a line as pip takes them. */
export const requirements: string = [
  'torch==2.13.0',
  'ms-swift==4.6.0',
  'transformers==5.19.0',
  'peft==0.20.0',
  'accelerate==1.15.0',
  'datasets==4.8.4',
  'tokenizers==0.23.3',
  'trl==0.29.1',
  'pillow==13.0.0',
]
  .map((line) => `${line}\n`)
  .join('');

type Flags = readonly (readonly [flag: string, ...values: (string | number | boolean)[]])[];

/** Both commands open the model in this way. */
const modelFlags = (modelType: ModelType): Flags => [
  ['model', modelFolder],
  ['model_type', modelType],
  ['template', 'sparkle'],
  ['external_plugins', pluginFile],
  ['torch_dtype', 'float32'],
  ['attn_impl', 'eager'],
];

/** The lab's names of schedules, and those of transformers. */
const schedules = { cosine: 'cosine', linear: 'linear', constant: 'constant_with_warmup' } as const;

/** The modules of the decoder alone: by their last names those of the vision encoder would be adapted too. */
const targetRegex = (modules: readonly string[]): string =>
  `model\\.text_model\\.layers\\.\\d+\\.(self_attn|mlp)\\.(${modules.join('|')})`;

const adapterFlags = ({ lora }: ExperimentConfig): Flags => [
  ['tuner_type', 'lora'],
  ['lora_rank', lora.rank],
  ['lora_alpha', lora.alpha],
  ['lora_dropout', lora.dropout],
  ['use_rslora', lora.scaling === 'rslora'],
  ['target_regex', `'${targetRegex(lora.targetModules)}'`],
  ['freeze_llm', false],
  ['freeze_vit', true],
  ['freeze_aligner', true],
];

/** The lab's order of conversations, which are all learned: train.jsonl has them in batches. */
const dataFlags = ({ contextTokens, isValidated }: Commands): Flags => [
  ['dataset', trainFile],
  ...(isValidated ? ([['val_dataset', validationFile]] as const) : []),
  ['split_dataset_ratio', 0],
  ['dataset_shuffle', false],
  ['train_dataloader_shuffle', false],
  ['strict', true],
  ['max_length', contextTokens],
];

const stepFlags = ({ config: { seed, training }, steps }: Commands): Flags => [
  ['per_device_train_batch_size', '"$per_card"'],
  ['gradient_accumulation_steps', '"$accumulate"'],
  ['average_tokens_across_devices', true],
  ['max_steps', steps],
  ['learning_rate', training.learningRate],
  ['lr_scheduler_type', schedules[training.schedule]],
  ['warmup_steps', training.warmupSteps],
  ['optimizer', 'sparkle'],
  ['optim', 'adamw_torch'],
  ['adam_beta1', 0.9],
  ['adam_beta2', 0.999],
  ['adam_epsilon', 1e-8],
  ['weight_decay', training.weightDecay],
  ['max_grad_norm', training.maxGradNorm],
  ['gradient_checkpointing', false],
  ['seed', seed],
  ['data_seed', seed],
];

function savingFlags({ config: { training }, isValidated }: Commands): Flags {
  const { batchSize, validateEvery, patience, checkpointEvery } = training;
  const evaluation: Flags = isValidated
    ? [
        ['eval_strategy', 'steps'],
        ['eval_steps', validateEvery],
        ['per_device_eval_batch_size', batchSize],
        ['load_best_model_at_end', true],
        ['metric_for_best_model', 'loss'],
        ['greater_is_better', false],
        ...(patience > 0 ? ([['early_stop_interval', patience]] as const) : []),
      ]
    : [['eval_strategy', 'no']];
  return [
    ...evaluation,
    ['save_strategy', 'steps'],
    ['save_steps', isValidated ? validateEvery : checkpointEvery],
    ['save_total_limit', 2],
    ['logging_steps', 1],
    ['output_dir', 'training'],
    ['add_version', false],
    ['report_to', 'none'],
    // ms-swift would ask a hub whether this folder is its newest: it is in none, and nothing of it is to be told.
    ['check_model', false],
    ['use_cpu', '"$' + '{USE_CPU:-false}"'],
  ];
}

/** The lines of a command, each but the last with a backslash at its end. */
const commandText = (command: string, flags: Flags, indent = '  '): string =>
  [command, ...flags.map(([flag, ...values]) => `${indent}--${flag} ${values.join(' ')}`)].join(' \\\n');

/** The head of both scripts. */
const opening = (about: string): string => `#!/usr/bin/env bash
${about}
set -euo pipefail
cd "$(dirname "$0")"
fail() { echo "$1" >&2; exit 2; }
processes=$\{NPROC_PER_NODE:-1}
# A card for each process: over more that it sees, ms-swift would spread one model.
shown=$\{CUDA_VISIBLE_DEVICES-$(seq -s, 0 $(( processes - 1 )))}
export CUDA_VISIBLE_DEVICES="$(cut -d, -f"1-$processes" <<< "$shown")"
`;

/** train.sh: trains, and puts the adapter that is to be used into adapter/. */
export function trainScript(commands: Commands): string {
  const { batchSize, accumulate } = commands.config.training;
  const flags = [
    ...modelFlags(commands.modelType),
    ...dataFlags(commands),
    ...adapterFlags(commands.config),
    ...stepFlags(commands),
    ...savingFlags(commands),
  ];
  return `${opening(`# Trains the adapter of this experiment with ms-swift 4.6.
#   One card:      ./train.sh
#   N cards:       NPROC_PER_NODE=N ./train.sh
#   Several nodes: the same on each of them, with NNODES, NODE_RANK, MASTER_ADDR and MASTER_PORT as torchrun takes them
#   No card:       USE_CPU=true ./train.sh
# However many cards there are, a step has the same conversations. A training that was cut off goes on from its last
# checkpoint with the same command (several nodes: in a folder that they share). More options go to ms-swift as they are.`)}
# The last checkpoint that was written to its end, of a training that has not come to its own.
checkpoint=
if [ ! -e ${adapterFolder} ]; then
  for state in training/checkpoint-*/trainer_state.json; do
    step=$\{state#training/checkpoint-}; step=$\{step%%/*}; last=$\{checkpoint##*-}
    if [ -e "$state" ] && (( step > $\{last:-0} )); then checkpoint=training/checkpoint-$step; fi
  done
fi
[ "$\{NODE_RANK:-0}" != 0 ] || [ -n "$checkpoint" ] || [ ! -e training ] || fail "training is there already, from an earlier training. Move it away, then start again."
[ -z "$checkpoint" ] || echo "The training goes on from $checkpoint."
cards=$(( processes * $\{NNODES:-1} ))
step_size=${batchSize * accumulate}
(( step_size % cards == 0 )) || fail "A step has $step_size conversations, which $cards cards cannot share equally. Take a number of cards that divides $step_size."
# As many conversations at once on a card as the experiment has in a batch, or fewer where cards share it.
per_card=$(( step_size / cards < ${batchSize} ? step_size / cards : ${batchSize} ))
while (( step_size / cards % per_card != 0 )); do per_card=$(( per_card - 1 )); done
accumulate=$(( step_size / cards / per_card ))

${commandText('swift sft', flags)} \\
  $\{checkpoint:+--resume_from_checkpoint "$checkpoint"} "$@"

# The adapter to use: of the lowest validation loss where there is one, else the last.
[ "$\{NODE_RANK:-0}" = 0 ] || exit 0
python3 - <<'END'
import json, pathlib, shutil

last = max(pathlib.Path('training').glob('checkpoint-*'), key=lambda each: int(each.name.split('-')[1]))
best = json.loads((last / 'trainer_state.json').read_text()).get('best_model_checkpoint')
chosen = pathlib.Path('training') / pathlib.Path(best or last).name
shutil.rmtree('${adapterFolder}', ignore_errors=True)
pathlib.Path('${adapterFolder}').mkdir()
for name in ('adapter_config.json', 'adapter_model.safetensors'):
    shutil.copy(chosen / name, '${adapterFolder}')
print(f'${adapterFolder}: of {chosen}. Next: ./infer.sh')
END
`;
}

/** infer.sh: asks the base model and the base model with the adapter, and packs what goes back to the lab. */
export function inferScript({ config, modelType, maxNewTokens }: Commands): string {
  const flags: Flags = [
    ...modelFlags(modelType),
    ['val_dataset', testFile],
    ['val_dataset_shuffle', false],
    ['max_new_tokens', maxNewTokens],
    ['temperature', 0],
    ['stream', false],
    ['max_batch_size', config.training.batchSize],
  ];
  return `${opening(`# Asks the scored items with ms-swift: the base model alone (${beforeFile}), then with the adapter (${answersFile}).
# On N cards of this machine: NPROC_PER_NODE=N ./infer.sh`)}
# One node asks, also where several trained.
unset NNODES NODE_RANK MASTER_ADDR MASTER_PORT
[ -e ${adapterFolder}/adapter_config.json ] || fail "There is no adapter yet: run ./train.sh first."
[ ! -e ${answersFile} ] || fail "${answersFile} is there already, from an earlier run. Move it away, then start again."
ask() {
  # ms-swift appends to a file that is there.
  rm -f "$1.part"
${commandText('  swift infer', [...flags, ['result_path', '"$1.part"']], '    ')} \\
    "$\{@:2}"
  mv "$1.part" "$1"
}
# The base model's answers do not change with a training.
[ -e ${beforeFile} ] || ask ${beforeFile}
ask ${answersFile} --adapters ${adapterFolder}
python3 - > ${versionsFile} <<'END'
import importlib.metadata, json, platform, torch

made_with = {name: importlib.metadata.version(name) for name in ('ms-swift', 'transformers', 'peft', 'torch')}
device = torch.cuda.get_device_name() if torch.cuda.is_available() else platform.processor() or platform.machine()
print(json.dumps({**made_with, 'python': platform.python_version(), 'device': device}))
END
log=${logFile}
[ -e "$log" ] || log=
rm -f ${resultsFile}
python3 -m zipfile -c ${resultsFile} ${experimentFile} ${beforeFile} ${answersFile} ${versionsFile} ${adapterFolder} $log
echo "${resultsFile} goes back to the lab: drop it on the list of runs, or npm run score -- ${resultsFile}"
`;
}
