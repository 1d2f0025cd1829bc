// RELOAD of a file that leads to another server.
extension PoolerContract {
    static let moving: [Clause] = [
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
        Clause(
            name: "a server connection to where the file led before ends with its transaction",
            steps: [
                .begin(client: 0), .isServed(client: 0, by: .first), .lead(to: .second), .reload,
                .isLinked(to: .first, true), .commit(client: 0), .isServed(client: 0, by: .first),
                .isLinked(to: .first, false), .isConnected(client: 0),
            ]),
        Clause(
            name: "RELOAD of a file that leads to the same place leaves server connections alone",
            steps: [
                .ask(client: 0), .isServed(client: 0, by: .first), .lead(to: .first), .reload,
                .isLinked(to: .first, true),
            ]),
        Clause(
            name: "RELOAD to a new place ends a login, which counts as one that failed: new queries are refused",
            steps: [
                .hang(.first, true), .hang(.second, true), .ask(client: 0), .isLoggingIn(true), .ask(client: 1),
                .isWaiting(client: 1), .lead(to: .second), .reload, .isWaiting(client: 0), .ask(client: 2),
                .isDropped(client: 2), .isWaiting(client: 0), .hang(.second, false),
                .isServed(client: 0, by: .second), .isServed(client: 1, by: .second), .ask(client: 3),
                .isServed(client: 3, by: .second), .hang(.first, false),
            ]),
        Clause(
            name: "RELOAD to the same place leaves a login alone",
            steps: [
                .hang(.first, true), .ask(client: 0), .isLoggingIn(true), .lead(to: .first), .reload, .ask(client: 1),
                .isWaiting(client: 1), .isWaiting(client: 0), .hang(.first, false),
                .isServed(client: 0, by: .first), .isServed(client: 1, by: .first),
            ]),
        Clause(
            name: "whoever connects after a change of the place waits for a login, also where queries are refused",
            steps: [
                .lead(to: nil), .reload, .ask(client: 4), .loginFails, .isWaiting(client: 4), .ask(client: 0),
                .isDropped(client: 0), .ask(client: 5), .isWaiting(client: 5), .lead(to: .second), .reload,
                .isServed(client: 4, by: .second), .isServed(client: 5, by: .second), .ask(client: 0),
                .isServed(client: 0, by: .second),
            ]),
        Clause(
            name: "a change of the place under PAUSE leaves logins as they were, if nobody connects before RESUME",
            steps: [
                .pause(.writes, .done), .lead(to: .second), .hang(.second, true), .reload, .resume(.writes, .done),
                .ask(client: 0), .isWaiting(client: 0), .hang(.second, false), .isServed(client: 0, by: .second),
            ]),
        Clause(
            name: "whoever connects between RELOAD and RESUME makes a login fail, and queries are refused after RESUME",
            steps: [
                .pause(.writes, .done), .lead(to: .second), .hang(.second, true), .reload, .ask(client: 4),
                .isWaiting(client: 4), .resume(.writes, .done), .isLoggingIn(true), .ask(client: 0),
                .isDropped(client: 0), .isWaiting(client: 4), .hang(.second, false),
                .isServed(client: 4, by: .second),
            ]),
    ]
}
