using System.Net;
using System.Net.Sockets;

namespace TherapyCompanion.Web.Account;

/// <summary>What of a peer's address is one place: an IPv4 address, the first half of an IPv6 one. Whoever has an IPv6 line has the other half to choose from.</summary>
public static class Network
{
    private const int Half = 8;

    /// <summary>Of the connection itself. What a header says about it counts only where the server was told whom to believe.</summary>
    public static string Of(HttpContext context) => Of(context.Connection.RemoteIpAddress);

    public static string Of(IPAddress? address)
    {
        if (address is null) return "";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (address.AddressFamily is not AddressFamily.InterNetworkV6) return address.ToString();
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(Half).Clear();
        return $"{new IPAddress(bytes)}/64";
    }
}
