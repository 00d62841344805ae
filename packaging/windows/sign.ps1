# Signs a file with the certificate in the environment (PFX in base64, PFX_PASSWORD). Not run by the developers: the
# workflow runs it where the secrets exist.
param([Parameter(Mandatory)] [string] $File)
$ErrorActionPreference = "Stop"
$certificate = Join-Path $env:TEMP "medadv.pfx"
[IO.File]::WriteAllBytes($certificate, [Convert]::FromBase64String($env:PFX))
try {
    $tool = Get-ChildItem "${env:ProgramFiles(x86)}\Windows Kits\10\bin\*\x64\signtool.exe" | Sort-Object FullName | Select-Object -Last 1
    & $tool.FullName sign /f $certificate /p $env:PFX_PASSWORD /fd SHA256 /tr http://timestamp.digicert.com /td SHA256 $File
    if ($LASTEXITCODE) { throw "signtool: $LASTEXITCODE" }
} finally {
    Remove-Item $certificate
}
