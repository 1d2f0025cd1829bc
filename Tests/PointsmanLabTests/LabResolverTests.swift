import Glibc
import LinuxReactor
import PointsmanLab
import Testing

@Suite("The lab's resolver, a real unbound")
struct LabResolverTests {
    @Test("the lab's resolver serves members by app, region and machine, and drops one that leaves")
    func zone() async throws {
        try await withLab { lab in
            let plan = lab.stack.plan
            try lab.stack.resolver.start()
            let members = plan.members
            #expect(try await asks(plan, "lab.internal", .aaaa) == Set(members.map { mapped($0.address) }))
            #expect(try await asks(plan, "fra.lab.internal", .aaaa) == [mapped(members[1].address)])
            #expect(
                try await asks(plan, "\(members[2].machineID).vm.lab.internal", .aaaa) == [mapped(members[2].address)])
            #expect(try await asks(plan, "regions.lab.internal", .txt) == [strings("iad,fra,ams")])
            let machines = members.map { "\($0.machineID) \($0.region)" }.joined(separator: ",")
            #expect(try await asks(plan, "vms.lab.internal", .txt) == [strings(machines)])
            #expect(try await asks(plan, "nobody.lab.internal", .aaaa) == [])

            try lab.stack.resolver.serve([members[0], members[2]])
            let limit = ContinuousClock.now + .seconds(60)
            while try await asks(plan, "lab.internal", .aaaa).count != 2, .now < limit {
                await Reactor.sleep(until: .now + .milliseconds(20))
            }
            #expect(try await asks(plan, "regions.lab.internal", .txt) == [strings("iad,ams")])
            #expect(try await asks(plan, "fra.lab.internal", .aaaa) == [])
        }
    }

    private enum RecordType: UInt8 {
        case txt = 16
        case aaaa = 28
    }

    /// ::ffff:a.b.c.d in sixteen bytes.
    private func mapped(_ address: String) -> [UInt8] {
        [UInt8](repeating: 0, count: 10) + [255, 255] + address.split(separator: ".").map { UInt8($0)! }
    }

    /// One character string of a TXT record.
    private func strings(_ text: String) -> [UInt8] {
        [UInt8(text.utf8.count)] + Array(text.utf8)
    }

    /// The data of the answer's records, asked again until unbound is up. Answers that fit into one datagram will do.
    @Reactor
    private func asks(_ plan: LabPlan, _ name: String, _ type: RecordType) async throws -> Set<[UInt8]> {
        let labels = name.split(separator: ".").flatMap { strings(String($0)) }
        let question: [UInt8] = [7, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0] + labels + [0, 0, type.rawValue, 0, 1]
        let connection = Descriptor(
            socket(AF_INET, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0))
        var server = sockaddr_in()
        server.sin_family = sa_family_t(AF_INET)
        server.sin_port = plan.resolverPort.bigEndian
        inet_pton(AF_INET, plan.resolverAddress, &server.sin_addr)
        _ = withUnsafePointer(to: &server) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(connection.number, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        var answer = [UInt8](repeating: 0, count: 1500)
        let limit = ContinuousClock.now + .seconds(60)
        let waiter = Waiter()
        while ContinuousClock.now < limit {
            send(connection.number, question, question.count, 0)
            _ = await waiter.wait(on: connection.number, for: .reading, until: .now + .milliseconds(100))
            let count = recv(connection.number, &answer, answer.count, 0)
            if count > 12 { return records(Array(answer.prefix(count)), after: question.count) }
        }
        throw LabError("no answer to \(name)")
    }

    /// The records behind a question of `start` bytes: name (a pointer of two bytes), type, class, TTL, length, data.
    private func records(_ answer: [UInt8], after start: Int) -> Set<[UInt8]> {
        var found = Set<[UInt8]>()
        var index = start
        for _ in 0..<Int(answer[7]) {
            let length = Int(answer[index + 10]) << 8 | Int(answer[index + 11])
            found.insert(Array(answer[index + 12..<index + 12 + length]))
            index += 12 + length
        }
        return found
    }
}
