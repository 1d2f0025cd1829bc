/// All drills.
extension Scenario {
    /// In the order in which `drill all` runs them.
    package static let all = [
        planned, crash, hold, hold(by: .hang), flap, flap(times: 5), hang, hang(isLong: true), cascade, splitBrain(),
        splitBrain(isAtStart: true), splitBrain(losing: .used), splitBrain(losing: .unused), clone, dnsLies,
        wrongCluster, dnsDown,
        poolerCrash(), poolerCrash(during: .hold), poolerCrash(during: .reroute), agentCrash(),
        agentCrash(during: .reroute), diskFull(), diskFull(isFenced: true), rotate, partition(),
        partition(isOneWay: true),
        partition(from: .standbys),
        partition(from: .agent), regionLoss,
    ]
}
