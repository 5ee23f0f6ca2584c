/** A problem, or what stands in the way of a button, as a small paragraph if there is one. Takes props only. */

interface TextProps {
  readonly id?: string;
  /** Null or false if there is none. */
  readonly text: string | null | false | undefined;
}

/** A problem, read out by screen readers when it appears. */
export const Alert = ({ id, text }: TextProps) =>
  text ? (
    <p id={id} class="small" role="alert">
      {text}
    </p>
  ) : null;

/** Why a button is disabled; `id` is for its aria-describedby. */
export const Obstacle = ({ id, text }: TextProps) =>
  text ? (
    <p id={id} class="small muted">
      {text}
    </p>
  ) : null;
