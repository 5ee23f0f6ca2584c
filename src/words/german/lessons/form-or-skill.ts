/** German words of lesson 5. Not here: what ticks its steps off, where its numbers come from (src/app/lessons/form-or-skill.ts). */
import type { Words } from '../../english.ts';

/** The words. */
export const formOrSkill: Words['lesson']['form-or-skill'] = {
  title: 'Form oder Fähigkeit?',
  about:
    'Eine Antwort kann wie eine Antwort aussehen und doch falsch sein. Hat das Modell im Training eine Fähigkeit gelernt, oder nur, wie Antworten aussehen?',
  prediction:
    'Noch ohne Training: Wie viele der Antworten auf Fragen nach dem kürzesten Weg haben die verlangte Form, ob richtig oder falsch?',
  guesses: {
    fewer: 'Weniger als ein Viertel',
    between: 'Zwischen einem Viertel und drei Vierteln',
    more: 'Mehr als drei Viertel',
  },
  steps: {
    record: (study) => `Öffne die aufgezeichnete Studie „${study}“.`,
    nothing:
      'Wähle einen Lauf, der auf nichts trainiert wurde. Vergleiche in seiner Tabelle beim kürzesten Weg 4 × 4 „lesbar“ mit den richtigen Antworten.',
    path: 'Öffne zwei Bilder zum kürzesten Weg 4 × 4. Ist die Antwort ein Weg? Ist es der richtige?',
    direction:
      'Wähle den Lauf, der auf Richtung trainiert wurde, mit Startwert 2. Sieh dir bei der Entfernung „lesbar“ an.',
    distance: 'Öffne darin zwei Bilder zur Entfernung. Was antwortet das Modell jetzt?',
    study: (study) =>
      `Öffne unter den Einstellungen „Mach daraus eine Studie“ und wähle die Frage „${study}“. Eines ihrer Trainings hat vertauschte Antworten: Die Form stimmt, wahr sind sie nicht.`,
  },
  result: {
    before: (readable, right) =>
      `Vor jedem Training, kürzeste Wege 4 × 4: in der verlangten Form ${readable}, richtig ${right}.`,
    after: (readable, right) =>
      `Nach dem Training auf Lage: in der verlangten Form ${readable}, richtig ${right}.`,
    distance: (readable, right) =>
      `Entfernung, nur auf Richtung trainiert, ein Paar für jedes Training: in der verlangten Form ${readable}; richtig ${right}.`,
  },
  question:
    'Hat das Modell durch das Training auf Lage bei den Wegen eine Form gelernt oder eine Fähigkeit? Woran erkennst du das? Und was ist in einem der Trainings auf Richtung mit der Entfernung passiert?',
  notes: {
    before:
      'Bei den Wegen war die Form schon vorher da: Was gestiegen ist, ist nicht die Form. Das ist ein Argument aus dieser Aufzeichnung, kein Beweis für andere Modelle: Diese gewinnen oft zuerst die Form.',
    shuffled:
      'Die Kontrolle für die Form ist ein Training mit vertauschten Antworten: dieselben Wörter, ohne Wahrheit. Keine der mitgelieferten Aufzeichnungen hat sie; die Studie „Vollfaktoriell“ enthält sie und dauert lange.',
    distance:
      'Entfernung nach einem Training auf Richtung: Dort hat das Modell eine Form verlernt, die es nicht übte. Fragen Sie, was die Zahl der richtigen Antworten allein verborgen hätte.',
  },
};
