import PointsmanScenarios

extension Scenario {
    /// Whether the agent can see all of the fault. Clients of a primary with a full disk get the server's own errors, commits that wait
    /// for a synchronous standby wait inside the server, an agent that is killed sees nothing until it runs again, and connections of
    /// clients that were cut off wait for TCP's next retransmission when all else is well again.
    var isSeen: Bool {
        !needsMount && !killsPrograms && !["partition --from standbys", "partition --from agent"].contains(name)
    }
}
