import Glibc

/// A relay that carries Ethernet frames with a delay between two TAP devices for each place: the near one at the
/// bridge, and the far one that becomes the place's own. It replaces netem, which this kernel doesn't have.
///
/// It runs in a process of its own in the bridge's namespace until it is killed; the devices end with it. A frame may
/// be up to a millisecond late, since poll(2) counts in milliseconds.
package struct DelayRelay {
    private struct Device {
        let descriptor: Int32
        /// The index of the device at which incoming frames go out.
        let other: Int
        /// The frames under way to ``other``.
        var line: DelayLine
    }

    private var devices: [Device] = []

    /// The name of the far end before it is moved to its place.
    static func farEnd(_ place: String) -> String { "f-\(place)" }

    /// - Parameter delay: the delay of each direction between a place and the bridge.
    package init(places: [String], delay: Duration) throws(LabError) {
        for place in places {
            let index = devices.count
            for (offset, name) in [RegionNetwork.port(place), Self.farEnd(place)].enumerated() {
                devices.append(
                    Device(
                        descriptor: try Self.openDevice(name), other: index + 1 - offset, line: DelayLine(delay)))
            }
        }
    }

    package mutating func run() -> Never {
        var polled = devices.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
        while true {
            poll(&polled, nfds_t(polled.count), timeout)
            for index in devices.indices where polled[index].revents != 0 { takeIn(index) }
            for index in devices.indices { giveOut(index) }
        }
    }

    /// The milliseconds until the next frame is due; -1 for ever.
    private var timeout: Int32 {
        guard let due = devices.compactMap(\.line.nextDue).min() else { return -1 }
        return Int32(max(0, (due - .now).milliseconds).rounded(.up))
    }

    private mutating func takeIn(_ index: Int) {
        var frame = [UInt8](repeating: 0, count: 2048)
        while true {
            let count = read(devices[index].descriptor, &frame, frame.count)
            guard count > 0 else { return }
            devices[index].line.put(Array(frame.prefix(count)), at: .now)
        }
    }

    private mutating func giveOut(_ index: Int) {
        while let frame = devices[index].line.take(at: .now) {
            // If the device is full or down the frame is lost, as on any wire.
            _ = write(devices[devices[index].other].descriptor, frame, frame.count)
        }
    }

    /// Makes the device in this process' namespace (linux/Documentation/networking/tuntap.rst).
    private static func openDevice(_ name: String) throws(LabError) -> Int32 {
        let descriptor = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw LabError("/dev/net/tun can't be opened: \(String(cString: strerror(errno)))")
        }
        // struct ifreq: sixteen bytes of name, then the flags; the call is TUNSETIFF, the flags are IFF_TAP and
        // IFF_NO_PI.
        var request = [UInt8](repeating: 0, count: 40)
        for (index, byte) in name.utf8.enumerated() { request[index] = byte }
        withUnsafeBytes(of: UInt16(0x1002)) { request.replaceSubrange(16..<18, with: $0) }
        let status = request.withUnsafeMutableBytes { ioctl(descriptor, 0x4004_54CA, $0.baseAddress!) }
        guard status == 0 else {
            throw LabError("device \(name) can't be made: \(String(cString: strerror(errno)))")
        }
        return descriptor
    }
}
