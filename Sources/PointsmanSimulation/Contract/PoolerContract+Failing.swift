// Servers that die, are silent or turn logins away.
extension PoolerContract {
    static let failing: [Clause] = [
        Clause(
            name: "a server's death fails the transaction on it, and nobody else",
            steps: [
                .begin(client: 0), .isServed(client: 0, by: .first), .ask(client: 1), .isServed(client: 1, by: .first),
                .crash(.first), .isDropped(client: 0), .isConnected(client: 1), .start(.first), .ask(client: 1),
                .isServed(client: 1, by: .first),
            ]),
        Clause(
            name: "a server's death answers a PAUSE that waits for its transaction",
            steps: [
                .begin(client: 0), .isServed(client: 0, by: .first), .pause(.writes, .waits), .crash(.first),
                .isDropped(client: 0), .pauseIsAnswered(true), .isPaused(.writes, true), .start(.first),
                .resume(.writes, .done),
            ]),
        Clause(
            name: "once a login has failed a new query is refused, until one succeeds; whoever waits goes on waiting",
            steps: [
                .crash(.first), .ask(client: 0), .loginFails, .isWaiting(client: 0), .ask(client: 1),
                .isDropped(client: 1), .isWaiting(client: 0), .start(.first), .isServed(client: 0, by: .first),
                .ask(client: 1), .isServed(client: 1, by: .first),
            ]),
        Clause(
            name: "while a server connection is left nobody is refused for logins that fail: they wait for that one",
            until: 18,
            steps: [
                .begin(client: 0), .isServed(client: 0, by: .first), .turnAway(.first, true), .ask(client: 1),
                .loginFails, .ask(client: 2), .isWaiting(client: 1), .isWaiting(client: 2), .commit(client: 0),
                .isServed(client: 0, by: .first), .isServed(client: 1, by: .first), .isServed(client: 2, by: .first),
            ]),
        Clause(
            name: "under PAUSE nobody is refused for logins that failed",
            steps: [
                .crash(.first), .ask(client: 0), .loginFails, .pause(.writes, .done), .ask(client: 1),
                .isWaiting(client: 1), .isWaiting(client: 0), .start(.first), .resume(.writes, .done),
                .isServed(client: 0, by: .first), .isServed(client: 1, by: .first),
            ]),
        Clause(
            name: "a server that is silent refuses nobody: a login is under way, one at a time",
            steps: [
                .hang(.first, true), .ask(client: 0), .ask(client: 1), .isLoggingIn(true), .isWaiting(client: 0),
                .isWaiting(client: 1), .hang(.first, false), .isServed(client: 0, by: .first),
                .isServed(client: 1, by: .first),
            ]),
        Clause(
            name: "min_pool_size has it log in under PAUSE, which ends that: queries are refused after RESUME",
            steps: [
                .pause(.writes, .done), .ask(client: 0), .setMinimum(true), .loginFails, .setMinimum(false),
                .hang(.first, true), .resume(.writes, .done), .ask(client: 1), .isDropped(client: 1),
                .isWaiting(client: 0), .hang(.first, false), .isServed(client: 0, by: .first), .ask(client: 1),
                .isServed(client: 1, by: .first),
            ]),
        Clause(
            name: "RESUME and SUSPEND at once: it logs in for who waited, and refuses nobody before the next RESUME",
            until: 24,
            steps: [
                .pause(.writes, .done), .ask(client: 0), .setMinimum(true), .loginFails, .setMinimum(false),
                .hang(.first, true), .endHold, .isLoggingIn(true), .send(client: 1), .isUnanswered(client: 1),
                .hang(.first, false), .isLinked(to: .first, true), .isUnanswered(client: 1), .resumeAll(.done),
                .isServed(client: 0, by: .first), .isServed(client: 1, by: .first), .resumeAll(.error),
            ]),
        Clause(
            name: "PAUSE ends a login, which counts as one that failed",
            steps: [
                .hang(.first, true), .ask(client: 0), .isLoggingIn(true), .pause(.writes, .done), .isLoggingIn(false),
                .resume(.writes, .done), .ask(client: 1), .isDropped(client: 1), .isLoggingIn(true),
                .isWaiting(client: 0), .hang(.first, false), .isServed(client: 0, by: .first),
            ]),
        Clause(
            name:
                "after a login that failed nobody dials before server_login_retry is over, in spite of PAUSE and RESUME",
            steps: [
                .setLoginRetry(isLong: true), .crash(.first), .ask(client: 0), .loginFails, .start(.first),
                .pause(.writes, .done), .resume(.writes, .done), .isLoggingIn(false), .isWaiting(client: 0),
                .setLoginRetry(isLong: false), .isServed(client: 0, by: .first),
            ]),
        Clause(
            name: "RELOAD undoes SET, and so has it dial again",
            steps: [
                .setLoginRetry(isLong: true), .crash(.first), .ask(client: 0), .loginFails, .start(.first),
                .isLoggingIn(false), .isWaiting(client: 0), .reload, .isServed(client: 0, by: .first),
            ]),
        Clause(
            name: "KILL forgets that logins failed, and when",
            steps: [
                .setLoginRetry(isLong: true), .crash(.first), .ask(client: 0), .loginFails, .ask(client: 1),
                .isDropped(client: 1), .start(.first), .isLoggingIn(false), .isWaiting(client: 0), .kill(.writes),
                .isDropped(client: 0), .resume(.writes, .done), .ask(client: 1), .isServed(client: 1, by: .first),
            ]),
        Clause(
            name:
                "a fence that ends its own session is a login that failed, whoever waits to be let in goes on waiting",
            steps: [
                .lead(to: .second, fenced: true), .reload, .ask(client: 4), .loginFails, .isWaiting(client: 4),
                .ask(client: 0), .isDropped(client: 0), .isLinked(to: .second, false), .lead(to: .second), .reload,
                .isServed(client: 4, by: .second),
            ]),
        Clause(
            name: "a new fence ends the server connections that passed the one before",
            steps: [
                .ask(client: 0), .isServed(client: 0, by: .first), .isLinked(to: .first, true),
                .lead(to: .first, fenced: true), .reload, .isLinked(to: .first, false), .ask(client: 0), .loginFails,
                .isWaiting(client: 0),
            ]),
        Clause(
            name: "a server that turns logins away fails those who wait to be let in, and nobody else",
            until: 18,
            steps: [
                .turnAway(.second, true), .hang(.second, true), .lead(to: .second), .reload, .ask(client: 0),
                .ask(client: 4), .isWaiting(client: 0), .isWaiting(client: 4), .hang(.second, false),
                .isDropped(client: 4), .isWaiting(client: 0), .turnAway(.second, false),
                .isServed(client: 0, by: .second), .ask(client: 4), .isServed(client: 4, by: .second),
            ]),
    ]
}
