package import PointsmanScenarios

/// Where a drill can run.
extension Scenario {
    /// Where its lab must lie, when `asked` is what the user wants.
    package func place(asked: LabPlace) -> LabPlace {
        needsRegions && asked == .loopback ? .regions() : asked
    }

    /// Why this process can't run it; nil when it can.
    package var obstacle: String? {
        if needsRegions, !Capabilities.canMakeNamespaces {
            return "drill \(name) needs root (CAP_SYS_ADMIN and CAP_NET_ADMIN): it lays the servers into network "
                + "namespaces"
        }
        if needsMount, !Capabilities.canMakeNamespaces {
            return "drill \(name) needs root (CAP_SYS_ADMIN): it mounts a small file system for the primary's table"
        }
        return nil
    }
}
