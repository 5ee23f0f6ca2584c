/**
 * What the embedded model is, said where the base model is chosen: made for a question, and what an answer to it is worth.
 * Not here: its card (models/sparkle-tiny/README.md), which the link shows.
 */

/** Two sentences about the model, what a result says of other models, and a link to its card. */
export function AboutEmbedded() {
  return (
    <div class="small muted stack-1">
      <p>
        Made for this lab: it can work out paths and routes when it is told where things are, but by design it
        sees only faintly where they are in a picture. It was never shown how a path or a route in a picture
        is found; the lab asks whether training on basic skills alone is enough.
      </p>
      <p>
        A yes shows how transfer can work; other models are other runs.{' '}
        <a href="card.html" target="_blank" rel="noreferrer">
          The model's card
        </a>
      </p>
    </div>
  );
}
