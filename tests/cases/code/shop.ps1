param([string]$Drive = "C:\")

function Get-Cup {
    param($Name)
    $path = Join-Path $Drive 'cups\'
    if (Test-Path $path) {
        Get-ChildItem $path | Where-Object { $_.Name -eq $Name }
    } else {
        Write-Error "no $path"
    }
}
