using System.Runtime.InteropServices;

namespace TherapyCompanion.Infrastructure.Storage;

/// <summary>A file that is there whole or not at all, also after a loss of power: written beside, forced to the disk, and renamed.</summary>
internal static class DurableFile
{
    private const UnixFileMode OwnersOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnersFolder = OwnersOnly | UnixFileMode.UserExecute;

    /// <exception cref="IOException">The disk is full, or the folder is not there or not ours. Nothing half is left under the name.</exception>
    public static async Task WriteAsync(string path, ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        var folder = Path.GetDirectoryName(path)!;
        var draft = Path.Combine(folder, $".{Guid.NewGuid():N}.draft");
        try
        {
            await using (var file = new FileStream(draft, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnersOnly }))
            {
                await file.WriteAsync(bytes, ct);
                file.Flush(flushToDisk: true);
            }

            File.Move(draft, path, overwrite: true);
            ForceFolder(folder);
        }
        catch
        {
            File.Delete(draft);
            throw;
        }
    }

    /// <summary>Makes a folder of ours within one that must be there.</summary>
    public static void MakeFolder(string path)
    {
        if (Directory.Exists(path)) return;
        Directory.CreateDirectory(path, OwnersFolder);
        ForceFolder(Path.GetDirectoryName(path)!);
    }

    // A new name is in its folder, and the folder is what must reach the disk; the runtime opens no folder for that.
    private static void ForceFolder(string folder)
    {
        var handle = OpenFolder(folder, 0);
        if (handle < 0) throw new IOException($"The folder can't be opened: error {Marshal.GetLastPInvokeError()}.");
        try
        {
            if (Force(handle) != 0) throw new IOException($"The folder can't be forced to the disk: error {Marshal.GetLastPInvokeError()}.");
        }
        finally
        {
            _ = CloseFolder(handle);
        }
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true, CharSet = CharSet.Ansi)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int OpenFolder([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int Force(int handle);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int CloseFolder(int handle);
}
