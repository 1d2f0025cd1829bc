// Clients that are turned away.
extension PoolerContract {
    static let turningAway: [Clause] = [
        Clause(
            name: "DISABLE refuses whoever comes, and leaves who is in; ENABLE lets them in again",
            steps: [
                .begin(client: 0), .isServed(client: 0, by: .first), .disable(.writes, true), .ask(client: 4),
                .isDropped(client: 4), .ask(client: 1), .isServed(client: 1, by: .first), .commit(client: 0),
                .isServed(client: 0, by: .first), .disable(.writes, false), .ask(client: 4),
                .isServed(client: 4, by: .first),
            ]),
        Clause(
            name: "DISABLE pauses nobody: there is nothing to resume",
            steps: [.disable(.writes, true), .isPaused(.writes, false), .resume(.writes, .error)]),
        Clause(
            name: "after DISABLE and KILL nobody waits, and RESUME lets nobody in: only ENABLE does",
            steps: [
                .begin(client: 0), .isServed(client: 0, by: .first), .disable(.writes, true), .kill(.writes),
                .isDropped(client: 0), .isDropped(client: 1), .isPaused(.writes, true), .ask(client: 0),
                .isDropped(client: 0), .resume(.writes, .done), .ask(client: 1), .isDropped(client: 1),
                .isLinked(to: .first, false), .disable(.writes, false), .ask(client: 0),
                .isServed(client: 0, by: .first),
            ]),
        Clause(
            name: "who waits under a PAUSE goes on waiting under DISABLE",
            steps: [
                .pause(.writes, .done), .ask(client: 0), .isWaiting(client: 0), .disable(.writes, true),
                .isWaiting(client: 0), .resume(.writes, .done), .isServed(client: 0, by: .first),
            ]),
        Clause(
            name: "RELOAD enables nobody, wherever the name leads by then",
            steps: [
                .disable(.writes, true), .reload, .ask(client: 4), .isDropped(client: 4), .lead(to: .second), .reload,
                .ask(client: 4), .isDropped(client: 4), .ask(client: 0), .isServed(client: 0, by: .second),
                .disable(.writes, false), .ask(client: 4), .isServed(client: 4, by: .second),
            ]),
    ]
}
