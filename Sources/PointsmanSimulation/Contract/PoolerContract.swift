/// What PgBouncer 1.18 does, as far as decisions and the model rest on it (FACTS 2.3 and 6.2): clauses that are run on the
/// model and on the real thing, or the model lies.
package struct PoolerContract: Sendable {
    /// A sentence, and the steps that show it.
    package struct Clause: Sendable, CustomStringConvertible {
        package let name: String
        package let steps: [ContractStep]
        package var description: String { name }
    }

    package static let clauses: [Clause] = [
        Clause(
            name: "PAUSE of a database that nobody uses is done at once, and stays",
            steps: [.isPaused(.writes, false), .pause(.writes, .done), .isPaused(.writes, true)]),
        Clause(
            name: "PAUSE twice is fine",
            steps: [.pause(.writes, .done), .pause(.writes, .done), .isPaused(.writes, true)]),
        Clause(
            name: "RESUME of what is not paused is an error",
            steps: [
                .resume(.writes, .error), .pause(.writes, .done), .resume(.writes, .done), .resume(.writes, .error),
                .isPaused(.writes, false),
            ]),
        Clause(
            name: "each database is paused by itself",
            steps: [
                .pause(.writes, .done), .isPaused(.reads, false), .resume(.reads, .error), .pause(.reads, .done),
                .resume(.writes, .done), .isPaused(.reads, true),
            ]),
        Clause(
            name: "a client that asks under PAUSE waits, and is served after RESUME",
            steps: [
                .pause(.writes, .done), .ask(client: 0), .isWaiting(client: 0), .resume(.writes, .done),
                .isServed(client: 0, by: .first),
            ]),
        Clause(
            name: "PAUSE waits for open transactions, which may end, and for nobody who begins later",
            steps: [
                .begin(client: 0), .isServed(client: 0, by: .first), .pause(.writes, .waits), .isPaused(.writes, true),
                .ask(client: 1), .isWaiting(client: 1), .pauseIsAnswered(false), .commit(client: 0),
                .isServed(client: 0, by: .first), .pauseIsAnswered(true), .isWaiting(client: 1),
            ]),
        Clause(
            name: "RESUME ends a PAUSE that waits, which never gets its answer",
            steps: [
                .begin(client: 0), .isServed(client: 0, by: .first), .pause(.writes, .waits), .resume(.writes, .done),
                .isPaused(.writes, false), .commit(client: 0), .isServed(client: 0, by: .first),
                .pauseIsAnswered(false),
            ]),
        Clause(
            name: "KILL drops whoever is connected, answers a PAUSE that waits, and leaves the database paused",
            steps: [
                .begin(client: 0), .isServed(client: 0, by: .first), .pause(.writes, .waits), .ask(client: 1),
                .isWaiting(client: 1), .kill(.writes), .isDropped(client: 0), .isDropped(client: 1),
                .isPaused(.writes, true), .pauseIsAnswered(true), .resume(.writes, .done),
            ]),
        Clause(
            name: "RELOAD moves whoever asks next, and leaves an open transaction where it is",
            steps: [
                .begin(client: 0), .isServed(client: 0, by: .first), .lead(to: .second), .ask(client: 1),
                .isServed(client: 1, by: .first), .reload, .ask(client: 1), .isServed(client: 1, by: .second),
                .commit(client: 0), .isServed(client: 0, by: .first), .ask(client: 0),
                .isServed(client: 0, by: .second),
            ]),
        Clause(
            name: "a file that changed under PAUSE leads whoever waits to the new server",
            steps: [
                .pause(.writes, .done), .ask(client: 0), .lead(to: .second), .reload, .isWaiting(client: 0),
                .isPaused(.writes, true), .resume(.writes, .done), .isServed(client: 0, by: .second),
            ]),
    ]
}
