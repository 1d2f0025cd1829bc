/// Checks what the app's role may not see, and which checks lack it.
package struct RightsCheck: DoctorCheck {
    package let name = "rights"
    package let guide = GuideSection.authentication

    package func verdicts(on facts: DoctorFacts) -> [Verdict] {
        judging(facts.server) { server in
            let by = server.way == "direct" ? "" : ", asked \(server.way)"
            let hidden = Set((facts.activity.value ?? []).flatMap(\.sessions).filter(\.isHidden).map(\.processID)).count
            if server.seesOthers { return [.ok("\(facts.prober) sees all sessions (pg_monitor)\(by)")] }
            return [
                .notice(
                    "\(facts.prober) sees its own role's sessions only\(by); \(hidden) of other roles were hidden",
                    cause: """
                        without pg_monitor the checks transactions, session-settings, listen, prepared-statements and \
                        advisory-locks miss what other roles do, and the agent sees no promotion coming
                        """,
                    cure: "`GRANT pg_monitor TO \(facts.prober)`")
            ]
        }
    }
}
