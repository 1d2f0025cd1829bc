package import PointsmanLab

/// Ports of 127.0.0.1 that nobody uses.
package enum FreePort {
    package static func pick() throws(LabError) -> UInt16 { try LoopbackPorts.free() }
}
