// PAUSE, RESUME, KILL, and clients that wait.
extension PoolerContract {
    static let pausing: [Clause] = [
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
            name: "KILL drops all and leaves it paused; a PAUSE that waits is answered once somebody comes",
            steps: [
                .begin(client: 0), .isServed(client: 0, by: .first), .pause(.writes, .waits), .ask(client: 1),
                .isWaiting(client: 1), .kill(.writes), .isDropped(client: 0), .isDropped(client: 1),
                .isPaused(.writes, true), .pauseIsAnswered(false), .ask(client: 0), .isWaiting(client: 0),
                .pauseIsAnswered(true), .resume(.writes, .done), .isServed(client: 0, by: .first),
            ]),
        Clause(
            name: "KILL drops those who are idle, too; after RESUME whoever comes is served",
            steps: [
                .ask(client: 0), .isServed(client: 0, by: .first), .kill(.writes), .isDropped(client: 0),
                .isDropped(client: 1), .isLinked(to: .first, false), .ask(client: 0), .isWaiting(client: 0),
                .resume(.writes, .done), .isServed(client: 0, by: .first), .ask(client: 4),
                .isServed(client: 4, by: .first),
            ]),
        Clause(
            name: "PAUSE closes what no transaction needs, RESUME drops nobody",
            steps: [
                .ask(client: 0), .isServed(client: 0, by: .first), .isLinked(to: .first, true), .pause(.writes, .done),
                .isLinked(to: .first, false), .resume(.writes, .done), .isConnected(client: 0), .ask(client: 0),
                .isServed(client: 0, by: .first),
            ]),
        Clause(
            name: "where every server connection is in a transaction, whoever comes waits for the first that ends",
            steps: [
                .begin(client: 0), .isServed(client: 0, by: .first), .begin(client: 1),
                .isServed(client: 1, by: .first),
                .begin(client: 2), .isServed(client: 2, by: .first), .begin(client: 3),
                .isServed(client: 3, by: .first),
                .ask(client: 4), .isWaiting(client: 4), .commit(client: 2), .isServed(client: 4, by: .first),
                .isServed(client: 2, by: .first),
            ]),
        Clause(
            name: "a lowered query_wait_timeout fails those who wait, under a PAUSE too, until RELOAD undoes it",
            steps: [
                .pause(.writes, .done), .ask(client: 0), .isWaiting(client: 0), .shortenPatience, .isPatient(false),
                .isDropped(client: 0), .isPaused(.writes, true), .isConnected(client: 1), .reload, .isPatient(true),
                .ask(client: 1), .isWaiting(client: 1), .resume(.writes, .done), .isServed(client: 1, by: .first),
            ]),
    ]
}
