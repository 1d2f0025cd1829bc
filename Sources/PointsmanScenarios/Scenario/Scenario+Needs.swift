/// The needs of a scenario, which follow from its steps.
extension Scenario {
    /// Whether packets must be lost, which needs network namespaces.
    package var needsRegions: Bool {
        steps.contains { if case .cut = $0 { true } else { false } }
    }

    /// Whether a file system of its own must be mounted.
    package var needsMount: Bool { steps.contains(.fillDisk) }

    /// Whether the agent or its pooler is killed, which their next run remembers.
    package var killsPrograms: Bool { steps.contains(.killAgent) || steps.contains(.killPooler) }

    /// Whether the app's password changes.
    package var rotates: Bool { steps.contains { if case .giveAgent = $0 { true } else { false } } }

    package func uses(_ server: Server) -> Bool {
        steps.contains { step in
            switch step {
            case .serve(let servers): servers.contains(server)
            case .impersonate: server == .foreign
            default: false
            }
        }
    }

    /// The servers that it promotes, in order.
    package var promoted: [Server] {
        steps.flatMap { if case .promote(let servers) = $0 { servers } else { [Server]() } }
    }
}
