/// Of a primary that lives, answers what is read, and acknowledges nothing.
extension Fault {
    static let writes = [
        Fault(
            name: "a synchronous standby that is gone",
            spoil: {
                try await $0.run(
                    "ALTER SYSTEM SET synchronous_standby_names = 'ghost'", "SELECT pg_reload_conf()",
                    "SELECT pg_sleep(0.2)")
                try await $0.write("CREATE TABLE IF NOT EXISTS hung (number int)")
            }, comesLater: true,
            status: [
                "READY, degraded: commits at", "synchronous_standby_names is `ghost`, and ghost is not there",
                "1 waits",
            ],
            doctor: [
                "1 commit waits for a synchronous standby", "start ghost", "Cancel none of the sessions that wait",
            ],
            never: ["NOT READY", "is gone", "promote one"],
            mend: {
                try await $0.run("ALTER SYSTEM RESET synchronous_standby_names", "SELECT pg_reload_conf()")
            })
    ]
}
