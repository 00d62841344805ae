# Makes the installer of .build\dist\medadv-gui (build.sh in Git's bash), in .build\out. Signed where PFX is in the
# environment, else its name says that it is not. Not run by the developers: no Windows was at hand. The workflow runs it.
$ErrorActionPreference = "Stop"
Set-Location (Join-Path $PSScriptRoot "..\..")
$build = Get-Content .build\dist\medadv-gui\_internal\medadv_gui\resources\build.json | ConvertFrom-Json
New-Item -ItemType Directory -Force .build\out | Out-Null
$signed = [bool] $env:PFX
$suffix = if ($signed) { "" } else { "-unsigned" }
$out = "$PWD\.build\out\medadv_gui-$($build.version)-windows-x86_64$suffix.exe"
$defines = "/DVERSION=$($build.version)", "/DBUILD=$($build.build)", "/DPAYLOAD=$PWD\.build\dist\medadv-gui",
    "/DLICENCE=$PWD\LICENSE", "/DICON=$PWD\.build\stage\medadv-gui.ico", "/DOUT=$out"
if ($signed) { $defines += "/DSIGNED=pwsh -NoProfile -File $PWD\packaging\windows\sign.ps1" }
& "${env:ProgramFiles(x86)}\NSIS\makensis.exe" /WX @defines packaging\windows\medadv-gui.nsi
if ($LASTEXITCODE) { throw "makensis: $LASTEXITCODE" }
if ($signed) { & packaging\windows\sign.ps1 $out }
$hash = (Get-FileHash $out -Algorithm SHA256).Hash.ToLower()
"$hash  $(Split-Path -Leaf $out)" | Set-Content .build\out\SHA256SUMS
