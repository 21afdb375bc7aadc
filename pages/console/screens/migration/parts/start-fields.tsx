import { useId } from 'preact/hooks';

import type { StartOptions } from '../../../data/runs.js';

interface FieldsProps {
  readonly options: StartOptions;
  readonly onChange: (options: StartOptions) => void;
}

/** The options of a new run. */
export function StartFields({ options, onChange }: FieldsProps) {
  const rate = useId();
  const set: SetOptions = (change) => onChange({ ...options, ...change });
  const inPlace = options.strategy === 'in-place';
  return (
    <div class="fields">
      <StrategyChoice inPlace={inPlace} set={set} />
      <SwitchChoice inPlace={inPlace} byHand={options.manualSwitch} set={set} />
      <div class="field">
        <label htmlFor={rate}>Maximum documents per second</label>
        <input
          id={rate}
          class="input"
          type="number"
          min={1}
          step={1}
          inputMode="numeric"
          placeholder="no limit"
          value={options.maxDocumentsPerSecond ?? ''}
          onInput={(event) => set({ maxDocumentsPerSecond: wholeNumber(event.currentTarget.value) })}
        />
        <p class="quiet">Without a limit, it slows down automatically to protect reads.</p>
      </div>
      <label class="check">
        <input
          type="checkbox"
          checked={options.acceptBlockers}
          onChange={(event) => set({ acceptBlockers: event.currentTarget.checked })}
        />
        <span>Continue despite reviewed blockers</span>
      </label>
    </div>
  );
}

type SetOptions = (change: Partial<StartOptions>) => void;

function StrategyChoice({ inPlace, set }: { readonly inPlace: boolean; readonly set: SetOptions }) {
  return (
    <fieldset>
      <legend>Strategy</legend>
      <Choice
        name="strategy"
        checked={!inPlace}
        onPick={() => set({ strategy: 'blue-green' })}
        title="Blue-green"
        note="a new collection replaces the old one"
      />
      <Choice
        name="strategy"
        checked={inPlace}
        onPick={() => set({ strategy: 'in-place', manualSwitch: false })}
        title="In place"
        note="converts the collection itself, without a copy"
      />
    </fieldset>
  );
}

interface SwitchChoiceProps {
  readonly inPlace: boolean;
  readonly byHand: boolean;
  readonly set: SetOptions;
}

function SwitchChoice({ inPlace, byHand, set }: SwitchChoiceProps) {
  return (
    <fieldset disabled={inPlace}>
      <legend>Switch</legend>
      <Choice
        name="switch"
        checked={byHand}
        onPick={() => set({ manualSwitch: true })}
        title="Manual"
        note="waits for an admin"
      />
      <Choice
        name="switch"
        checked={!byHand}
        onPick={() => set({ manualSwitch: false })}
        title="Automatic"
        note={inPlace ? 'an in-place migration has no switch' : 'as soon as everything is compared'}
      />
    </fieldset>
  );
}

function wholeNumber(text: string): number | null {
  const value = Number(text);
  return text === '' || !Number.isInteger(value) || value < 1 ? null : value;
}

interface ChoiceProps {
  readonly name: string;
  readonly checked: boolean;
  readonly onPick: () => void;
  readonly title: string;
  readonly note: string;
}

function Choice({ name, checked, onPick, title, note }: ChoiceProps) {
  return (
    <label class="check">
      <input type="radio" name={name} checked={checked} onChange={onPick} />
      <span>
        {title} <span class="quiet">{note}</span>
      </span>
    </label>
  );
}
