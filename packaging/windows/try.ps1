# Installs what package.ps1 made without a word, upgrades it, tries it and removes it; the settings have to stay.
$ErrorActionPreference = "Stop"
Set-Location (Join-Path $PSScriptRoot "..\..")
$setup = Get-ChildItem .build\out\*.exe | Select-Object -First 1
$place = "$env:LOCALAPPDATA\medadv_gui-try"
$kept = "$env:LOCALAPPDATA\medadv_gui\window.ini"
New-Item -ItemType Directory -Force (Split-Path $kept) | Out-Null
if (-not (Test-Path $kept)) { "[program]" | Set-Content $kept }
foreach ($round in 1, 2) {
    $process = Start-Process $setup.FullName -ArgumentList "/S", "/CurrentUser", "/D=$place" -Wait -PassThru
    if ($process.ExitCode) { throw "setup: $($process.ExitCode)" }
    & "$place\medadv-gui.exe" --version
    if ($LASTEXITCODE) { throw "medadv-gui: $LASTEXITCODE" }
}
Start-Process "$place\uninstall.exe" -ArgumentList "/CurrentUser", "/S", "_?=$place" -Wait
if (Test-Path "$place\medadv-gui.exe") { throw "the program is still there" }
if (-not (Test-Path $kept)) { throw "the settings are gone" }
