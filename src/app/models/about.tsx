/**
 * What the embedded model is, said where the base model is chosen: made for a question, and what an answer to it is worth.
 * Not here: its card (models/sparkle-tiny/README.md), which the link shows.
 */

/** Two sentences about the model, what a result says of other models, and a link to its card. */
export function AboutEmbedded() {
  return (
    <div class="small muted stack-1">
      <p>
        This model was made for this lab: told in words where things are, it works out paths and routes, but
        in a picture it sees only faintly where they are, and was made so. It was never shown how a composite
        question about a picture is solved; the lab asks whether training on basic skills alone is enough.
      </p>
      <p>
        A yes shows how transfer can work; what another model does is another run.{' '}
        <a href="card.html" target="_blank" rel="noreferrer">
          The model's card
        </a>
      </p>
    </div>
  );
}
